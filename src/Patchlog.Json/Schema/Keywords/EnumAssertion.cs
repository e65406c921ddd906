using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Keywords;

/// <summary><c>enum</c> (2020-12 Validation §6.1.2).</summary>
sealed class EnumAssertion : SimpleAssertion
{
    /// <summary>Up to here values are compared one by one.</summary>
    const int SmallCount = 8;
    const int NamedValues = 10;

    readonly JsonValue[] _values;
    readonly HashSet<JsonValue>? _set;
    readonly JsonString[] _texts;

    /// <summary>The numbers, if all of them are of everyday length.</summary>
    readonly ScaledNumber[]? _numbers;

    public EnumAssertion(SchemaSite site, JsonArray values)
        : base(site, "enum")
    {
        _values = values.Items.ToArray();
        _set = _values.Length > SmallCount ? [.. _values] : null;
        _texts = [.. _values.OfType<JsonString>()];

        var numbers = new List<ScaledNumber>();
        foreach (var number in _values.OfType<JsonNumber>())
        {
            if (ScaledNumber.TryRead(number.Utf8Literal, out var scaled))
                numbers.Add(scaled);
        }

        _numbers = numbers.Count == _values.OfType<JsonNumber>().Count() ? [.. numbers] : null;
    }

    public override bool Check(JsonValue value, Evaluation run) => Holds(value, run) || run.Fail(this, value);

    public override string Describe(JsonValue value)
    {
        var names = string.Join(", ", _values.Take(NamedValues).Select(ValueText.Of));
        var rest = _values.Length > NamedValues ? $" or one of {_values.Length - NamedValues} more" : "";

        return _values.Length == 0
            ? $"This is {ValueText.Of(value)}; no value is allowed here."
            : $"This is {ValueText.Of(value)}; expected {(_values.Length > 1 ? "one of " : "")}{names}{rest}.";
    }

    bool Holds(JsonValue value, Evaluation run)
    {
        if (_set is not null)
            return run.Budget.TrySpend(value.NodeCount) && _set.Contains(value);

        if (value is JsonString text)
            return HasText(text.Utf8Text);

        if (value is JsonNumber number && _numbers is not null
            && ScaledNumber.TryRead(number.Utf8Literal, out var scaled))
        {
            return HasNumber(_numbers, scaled);
        }

        foreach (var candidate in _values)
        {
            if (candidate.Kind == value.Kind && run.Budget.TrySpend(candidate.NodeCount) && candidate.Equals(value))
                return true;
        }

        return false;
    }

    bool HasText(ReadOnlySpan<byte> text)
    {
        foreach (var candidate in _texts)
        {
            if (candidate.Utf8Text.SequenceEqual(text))
                return true;
        }

        return false;
    }

    static bool HasNumber(ScaledNumber[] numbers, ScaledNumber number)
    {
        foreach (var candidate in numbers)
        {
            if (ScaledNumber.Compare(candidate, number) == 0)
                return true;
        }

        return false;
    }
}
