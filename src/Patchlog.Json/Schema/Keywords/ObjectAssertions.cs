using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Keywords;

/// <summary><c>minProperties</c> and <c>maxProperties</c> (2020-12 Validation §6.5).</summary>
sealed class MemberCountAssertion(SchemaSite site, string keyword, long bound, bool isMinimum)
    : SimpleAssertion(site, keyword)
{
    public override bool Check(JsonValue value, Evaluation run) => Holds(value) || run.Fail(this, value);

    public override string Describe(JsonValue value)
    {
        var count = ValueText.Count(((JsonObject)value).Count, "member", "members");
        return $"This object has {count}; expected at {(isMinimum ? "least" : "most")} {bound}.";
    }

    bool Holds(JsonValue value) =>
        value is not JsonObject members || (isMinimum ? members.Count >= bound : members.Count <= bound);
}

/// <summary>
/// <c>dependentRequired</c> (2020-12 Validation §6.5.4), and <c>dependencies</c> on names before 2019-09.
/// </summary>
sealed class DependentRequiredAssertion(SchemaSite site, string keyword, (string Name, string[] Needed)[] rules)
    : Assertion(site, keyword)
{
    public override bool Check(JsonValue value, Evaluation run)
    {
        if (value is not JsonObject members)
            return true;

        var isValid = true;
        foreach (var (name, needed) in rules)
        {
            if (!run.Budget.TrySpend(1 + needed.Length) || members[name] is null)
                continue;

            foreach (var other in needed)
            {
                if (members[other] is not null)
                    continue;

                isValid = run.Fail(
                    this,
                    $"The member '{JsonFault.Excerpt(other)}' is missing, which '{JsonFault.Excerpt(name)}' requires.");
                if (run.StopsEarly)
                    return false;
            }
        }

        return isValid;
    }
}

/// <summary>
/// <c>dependentSchemas</c> (2020-12 Core §10.2.2.4), and <c>dependencies</c> on schemas before 2019-09.
/// </summary>
sealed class DependentSchemasAssertion(SchemaSite site, string keyword, (string Name, SchemaNode Node)[] rules)
    : Assertion(site, keyword)
{
    public override bool Check(JsonValue value, Evaluation run)
    {
        if (value is not JsonObject members)
            return true;

        var isValid = true;
        foreach (var (name, node) in rules)
        {
            if (!run.Budget.TrySpend(1) || members[name] is null || node.Check(value, run))
                continue;

            isValid = false;
            if (run.StopsEarly)
                return false;
        }

        return isValid;
    }
}
