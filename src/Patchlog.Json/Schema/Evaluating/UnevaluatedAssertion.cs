using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Evaluating;

/// <summary>
/// <c>unevaluatedProperties</c> or <c>unevaluatedItems</c> (2020-12 Core §11.2, §11.3): a schema for the members, or
/// the elements, that no other keyword of the same schema has looked at. It runs after all others.
/// </summary>
sealed class UnevaluatedAssertion(SchemaSite site, string keyword, SchemaNode node) : Assertion(site, keyword)
{
    /// <summary>Whether it is about members, and not elements.</summary>
    public bool IsAboutMembers => Keyword == "unevaluatedProperties";

    public override bool Check(JsonValue value, Evaluation run)
    {
        if (!run.Budget.TrySpend(value is JsonObject all ? all.Count : 1))
            return false;

        var isValid = value switch
        {
            JsonObject members => CheckMembers(members, run),
            JsonArray items => CheckItems(items, run),
            _ => true,
        };

        run.Marks.MarkAll();

        return isValid;
    }

    bool CheckMembers(JsonObject members, Evaluation run)
    {
        var isValid = true;
        for (var i = 0; i < members.Count; i++)
        {
            var (name, value) = members.Members[i];
            if (run.Marks.IsMarked(i) || run.CheckMember(node, value, name))
                continue;

            isValid = false;
            if (run.StopsEarly)
                return false;
        }

        return isValid;
    }

    bool CheckItems(JsonArray items, Evaluation run)
    {
        var isValid = true;
        for (var i = 0; i < items.Count; i++)
        {
            if (run.Marks.IsMarked(i) || run.CheckElement(node, items[i], i))
                continue;

            isValid = false;
            if (run.StopsEarly)
                return false;
        }

        return isValid;
    }
}
