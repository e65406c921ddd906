using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Values;

namespace Patchlog.Json.Schema.Keywords;

/// <summary>What the names of one shape mean to one schema. Immutable.</summary>
/// <param name="Shape">The shape.</param>
/// <param name="Nodes">By position: the first schema for the member's value; null if there is none.</param>
/// <param name="Further">By position: more schemas, where patterns overlap; null if they never do.</param>
/// <param name="HasAllRequired">Whether no required name is missing.</param>
/// <param name="HasValidNames">Whether all names are known to satisfy <c>propertyNames</c>.</param>
sealed record MemberPlan(
    JsonShape Shape, SchemaNode?[] Nodes, SchemaNode[][]? Further, bool HasAllRequired, bool HasValidNames);

/// <summary>
/// The plans for the shapes that were seen last. Threads share them: a slot is read and written as a whole, and a lost
/// race costs one more plan.
/// </summary>
sealed class MemberPlans(MemberRules rules)
{
    const int Slots = 4;

    /// <summary>
    /// Once all slots are taken, only every 256th look in vain makes a new plan: shapes may never recur.
    /// </summary>
    const int MissesBetweenPlans = 256;

    readonly MemberPlan?[] _plans = new MemberPlan?[Slots];
    int _misses;

    /// <summary>The plan for an object's shape; null if there is none, and the members must be looked up.</summary>
    public MemberPlan? Find(JsonObject members, Evaluation run)
    {
        var shape = members.Shape;
        foreach (var plan in _plans)
        {
            if (plan is null)
                break;

            if (ReferenceEquals(plan.Shape, shape))
                return plan;
        }

        return shape.IsShared ? TryMake(members, run) : null;
    }

    /// <summary>A member's name as a string value.</summary>
    public static JsonString ValueOf(JsonName name) =>
        new(new ArraySegment<byte>(name.Utf8, 1, name.Utf8.Length - 2), name.Text);

    MemberPlan? TryMake(JsonObject members, Evaluation run)
    {
        var misses = Interlocked.Increment(ref _misses) - 1;
        if (misses >= Slots && misses % MissesBetweenPlans != 0)
            return null;

        var plan = Make(members, run);
        if (run.Budget.IsSpent)
            return null;

        var slot = misses < Slots ? misses : misses / MissesBetweenPlans % Slots;
        _plans[slot] = plan;

        return plan;
    }

    MemberPlan Make(JsonObject members, Evaluation run)
    {
        var names = members.Shape.Names;
        var nodes = new SchemaNode?[names.Length];
        var further = new SchemaNode[names.Length][];
        var hasValidNames = rules.HasFixedNames;
        for (var i = 0; i < names.Length; i++)
        {
            List<SchemaNode> found = [];
            if (rules.Named.TryGetValue(names[i].Text, out var named))
                found.Add(named);

            foreach (var (pattern, node) in rules.Patterns)
            {
                if (pattern.Occurs(names[i].Content, run.Budget))
                    found.Add(node);
            }

            if (found.Count == 0 && rules.Additional is { } additional)
                found.Add(additional);

            nodes[i] = found.FirstOrDefault()?.Target;
            further[i] = [.. found.Skip(1)];
            if (hasValidNames && rules.Names is { } all)
                hasValidNames = run.Test(all, ValueOf(names[i]));
        }

        var overlap = further.All(more => more.Length == 0) ? null : further;
        return new MemberPlan(members.Shape, nodes, overlap, rules.HasAllRequired(members), hasValidNames);
    }
}
