using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Keywords;

/// <summary><c>const</c> (2020-12 Validation §6.1.3).</summary>
sealed class ConstAssertion(SchemaSite site, JsonValue expected) : SimpleAssertion(site, "const")
{
    public override string Describe(JsonValue value) =>
        $"This is {ValueText.Of(value)}; expected {ValueText.Of(expected)}.";

    protected override bool Holds(JsonValue value, Evaluation run) =>
        run.Budget.TrySpend(expected.NodeCount) && value.Equals(expected);
}

/// <summary><c>enum</c> (2020-12 Validation §6.1.2).</summary>
sealed class EnumAssertion : SimpleAssertion
{
    /// <summary>Up to here values are compared one by one.</summary>
    const int SmallCount = 8;
    const int NamedValues = 10;

    readonly JsonValue[] _values;
    readonly HashSet<JsonValue>? _set;

    public EnumAssertion(SchemaSite site, JsonArray values)
        : base(site, "enum")
    {
        _values = values.Items.ToArray();
        _set = _values.Length > SmallCount ? [.. _values] : null;
    }

    public override string Describe(JsonValue value)
    {
        var names = string.Join(", ", _values.Take(NamedValues).Select(ValueText.Of));
        var rest = _values.Length > NamedValues ? $" or one of {_values.Length - NamedValues} more" : "";
        return _values.Length == 0
            ? $"This is {ValueText.Of(value)}; no value is allowed here."
            : $"This is {ValueText.Of(value)}; expected {(_values.Length > 1 ? "one of " : "")}{names}{rest}.";
    }

    protected override bool Holds(JsonValue value, Evaluation run)
    {
        if (_set is not null)
            return run.Budget.TrySpend(value.NodeCount) && _set.Contains(value);

        foreach (var candidate in _values)
        {
            if (candidate.Kind == value.Kind && run.Budget.TrySpend(candidate.NodeCount) && candidate.Equals(value))
                return true;
        }

        return false;
    }
}
