using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Keywords;

/// <summary>
/// <c>properties</c>, <c>patternProperties</c>, <c>additionalProperties</c>, <c>propertyNames</c> (2020-12 Core
/// §10.3.2) and <c>required</c> (Validation §6.5.3) in one pass over the members.
/// </summary>
/// <remarks>
/// Objects that look alike share their shape. What follows from the names alone is worked out once for a shape and kept
/// as a plan, so that the usual object costs no look-up at all.
/// </remarks>
sealed class MembersAssertion(SchemaSite site, MemberRules rules) : Assertion(site, "properties")
{
    readonly MemberPlans _plans = new(rules);

    public override bool Check(JsonValue value, Evaluation run)
    {
        if (value is not JsonObject members)
            return true;

        var isValid = true;
        var plan = _plans.Find(members, run);
        if (plan is null || !plan.HasAllRequired)
        {
            isValid = CheckRequired(members, run);
            if (!isValid && run.StopsEarly)
                return false;
        }

        if (rules.Names is { } names && plan is not { HasValidNames: true } && !CheckNames(names, members, run))
        {
            isValid = false;
            if (run.StopsEarly)
                return false;
        }

        if (!run.Budget.TrySpend(members.Count))
            return false;

        if (plan is null)
            return CheckByName(members, run) && isValid;

        return (plan.Further is null && run.IsPlain
            ? CheckPlainly(plan.Nodes, members.Members, run)
            : CheckByPlan(plan, members, run)) && isValid;
    }

    /// <summary>The short way of the usual case: nobody asks for errors, nor for what was evaluated.</summary>
    static bool CheckPlainly(SchemaNode?[] nodes, ReadOnlySpan<JsonMember> members, Evaluation run)
    {
        for (var i = 0; i < members.Length; i++)
        {
            if (nodes[i] is { } node && !node.Check(members[i].Value, run))
                return false;
        }

        return true;
    }

    static bool CheckByPlan(MemberPlan plan, JsonObject members, Evaluation run)
    {
        var isValid = true;
        var values = members.Members;
        for (var i = 0; i < values.Length; i++)
        {
            if (plan.Nodes[i] is not { } node)
                continue;

            ref readonly var member = ref values[i];
            if (!run.CheckMember(node, member.Value, member.Name))
            {
                isValid = false;
                if (run.StopsEarly)
                    return false;
            }

            run.Marks.Mark(i);
            foreach (var further in plan.Further?[i] ?? [])
                isValid &= run.CheckMember(further, member.Value, member.Name);
        }

        return isValid;
    }

    bool CheckByName(JsonObject members, Evaluation run)
    {
        var isValid = true;
        for (var i = 0; i < members.Count && (isValid || !run.StopsEarly); i++)
        {
            var (name, value) = members.Members[i];
            var isKnown = rules.Named.TryGetValue(name, out var node);
            if (node is not null)
                isValid &= run.CheckMember(node, value, name);

            foreach (var (pattern, further) in rules.Patterns)
            {
                if (!pattern.Occurs(members.Shape.Names[i].Content, run.Budget))
                    continue;

                isKnown = true;
                isValid &= run.CheckMember(further, value, name);
            }

            if (!isKnown && rules.Additional is { } additional)
            {
                isKnown = true;
                isValid &= run.CheckMember(additional, value, name);
            }

            if (isKnown)
                run.Marks.Mark(i);
        }

        return isValid;
    }

    bool CheckRequired(JsonObject members, Evaluation run)
    {
        if (!run.Budget.TrySpend(rules.Required.Length))
            return false;

        var isValid = true;
        foreach (var name in rules.Required)
        {
            if (members[name] is not null)
                continue;

            isValid = false;
            run.Errors?.Add(
                "required", Site.LocationOf("/required"), $"The member '{JsonFault.Excerpt(name)}' is missing.");
            if (run.StopsEarly)
                return false;
        }

        return isValid;
    }

    static bool CheckNames(SchemaNode names, JsonObject members, Evaluation run)
    {
        var isValid = true;
        for (var i = 0; i < members.Count && (isValid || !run.StopsEarly); i++)
        {
            var name = members.Shape.Names[i];
            isValid &= run.CheckMember(names, MemberPlans.ValueOf(name), name.Text);
        }

        return isValid;
    }
}
