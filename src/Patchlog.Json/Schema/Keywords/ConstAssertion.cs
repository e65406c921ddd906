using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Keywords;

/// <summary><c>const</c> (2020-12 Validation §6.1.3).</summary>
sealed class ConstAssertion(SchemaSite site, JsonValue expected) : SimpleAssertion(site, "const")
{
    public override bool Check(JsonValue value, Evaluation run) => Holds(value, run) || run.Fail(this, value);

    public override string Describe(JsonValue value) =>
        $"This is {ValueText.Of(value)}; expected {ValueText.Of(expected)}.";

    bool Holds(JsonValue value, Evaluation run) =>
        run.Budget.TrySpend(expected.NodeCount) && value.Equals(expected);
}
