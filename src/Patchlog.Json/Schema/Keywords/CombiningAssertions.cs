using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Keywords;

/// <summary><c>allOf</c> (2020-12 Core §10.2.1.1).</summary>
sealed class AllOfAssertion(SchemaSite site, SchemaNode[] nodes) : Assertion(site, "allOf")
{
    public override bool Check(JsonValue value, Evaluation run)
    {
        var isValid = true;
        foreach (var node in nodes)
        {
            if (node.Check(value, run))
                continue;

            isValid = false;
            if (run.StopsEarly)
                return false;
        }

        return isValid;
    }
}

/// <summary><c>anyOf</c> (2020-12 Core §10.2.1.2).</summary>
sealed class AnyOfAssertion(SchemaSite site, SchemaNode[] nodes) : Assertion(site, "anyOf")
{
    public override bool Check(JsonValue value, Evaluation run)
    {
        var errorsBefore = run.Errors?.Count ?? 0;
        var isValid = false;
        foreach (var node in nodes)
        {
            isValid |= run.Try(node, value);
            // Each schema that holds has its say in what is evaluated.
            if (isValid && !run.Marks.IsActive)
                break;
        }

        if (run.Errors is not { } errors)
            return isValid;

        if (isValid)
            errors.Truncate(errorsBefore);
        else
            run.FailBefore(this, errorsBefore, $"None of the {nodes.Length} schemas of 'anyOf' holds.");

        return isValid;
    }
}

/// <summary><c>oneOf</c> (2020-12 Core §10.2.1.3).</summary>
sealed class OneOfAssertion(SchemaSite site, SchemaNode[] nodes) : Assertion(site, "oneOf")
{
    public override bool Check(JsonValue value, Evaluation run)
    {
        var errorsBefore = run.Errors?.Count ?? 0;
        var first = -1;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (!run.Try(nodes[i], value))
                continue;

            if (first >= 0)
                return FailTwice(errorsBefore, first, i, run);

            first = i;
        }

        if (run.Errors is not { } errors)
            return first >= 0;

        if (first >= 0)
            errors.Truncate(errorsBefore);
        else
            run.FailBefore(this, errorsBefore, $"None of the {nodes.Length} schemas of 'oneOf' holds.");

        return first >= 0;
    }

    bool FailTwice(int errorsBefore, int first, int second, Evaluation run)
    {
        run.Errors?.Truncate(errorsBefore);
        return run.Fail(this, $"The schemas {first} and {second} of 'oneOf' both hold; expected exactly one to.");
    }
}

/// <summary><c>not</c> (2020-12 Core §10.2.1.4).</summary>
sealed class NotAssertion(SchemaSite site, SchemaNode node) : Assertion(site, "not")
{
    public override bool Check(JsonValue value, Evaluation run) =>
        !run.Test(node, value) || run.Fail(this, "The schema of 'not' holds; expected it not to.");
}

/// <summary><c>if</c>, <c>then</c> and <c>else</c> (2020-12 Core §10.2.2).</summary>
sealed class ConditionAssertion(SchemaSite site, SchemaNode condition, SchemaNode? consequence, SchemaNode? alternative)
    : Assertion(site, "if")
{
    public override bool Check(JsonValue value, Evaluation run)
    {
        var branch = run.TrySilently(condition, value) ? consequence : alternative;
        return branch is null || branch.Check(value, run);
    }
}

/// <summary><c>$ref</c>, and <c>$dynamicRef</c> or <c>$recursiveRef</c> where they lead to one place only.</summary>
sealed class ReferenceAssertion(SchemaSite site, string keyword, SchemaNode target) : Assertion(site, keyword)
{
    public SchemaNode Target { get; } = target;

    public override bool Check(JsonValue value, Evaluation run) => Target.Check(value, run);
}

/// <summary>
/// <c>$dynamicRef</c> (2020-12 Core §8.2.3.2) and <c>$recursiveRef</c> (2019-09 Core §8.2.4.2.1): the schema of that
/// name in the outermost resource of the dynamic scope that has one.
/// </summary>
sealed class DynamicReferenceAssertion(SchemaSite site, string keyword, string anchor, SchemaNode initial)
    : Assertion(site, keyword)
{
    public override bool Check(JsonValue value, Evaluation run) =>
        (run.Scope.Find(anchor) ?? initial).Check(value, run);
}
