using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Schema.Keywords;

namespace Patchlog.Json.Schema.Compiling;

/// <summary>What applies to arrays and their elements (2020-12 Core §10.3.1, §11.2, Validation §6.4).</summary>
static class ArrayKeywords
{
    public static void Build(SchemaBuilder builder)
    {
        if (builder.TryGetCount("minItems", out var min) && min > 0)
            builder.Add(new ItemCountAssertion(builder.Site, "minItems", min, isMinimum: true), JsonKind.Array);

        if (builder.TryGetCount("maxItems", out var max))
            builder.Add(new ItemCountAssertion(builder.Site, "maxItems", max, isMinimum: false), JsonKind.Array);

        if (builder.TryGet<JsonBoolean>("uniqueItems", "a boolean", out var isUnique) && isUnique.Value)
            builder.Add(new UniqueItemsAssertion(builder.Site), JsonKind.Array);

        BuildItems(builder);
        BuildContains(builder);
        if (builder.ChildOf("unevaluatedItems") is { } unevaluated)
            builder.Node.AddUnevaluated(new UnevaluatedAssertion(builder.Site, "unevaluatedItems", unevaluated));
    }

    static void BuildItems(SchemaBuilder builder)
    {
        SchemaNode[] prefix = [];
        SchemaNode? rest = null;
        if (builder.Draft >= SchemaDraft.Draft202012)
        {
            prefix = builder.ChildrenOf("prefixItems") ?? [];
            rest = builder.ChildOf("items");
        }
        else if (builder.TryGet("items", out var items) && items is JsonArray list)
        {
            prefix = [.. Enumerable.Range(0, list.Count)
                .Select(i => builder.Child("items", $"{i}")).OfType<SchemaNode>()];
            rest = builder.ChildOf("additionalItems");
        }
        else
        {
            rest = builder.ChildOf("items");
            _ = builder.ChildOf("additionalItems"); // Without an array before it, it means nothing (§9.3.1.2).
        }

        if (prefix.Length > 0 || rest is not null)
            builder.Add(new ItemsAssertion(builder.Site, prefix, rest), JsonKind.Array);
    }

    static void BuildContains(SchemaBuilder builder)
    {
        var hasMin = builder.TryGetCount("minContains", out var min);
        var hasMax = builder.TryGetCount("maxContains", out var max);
        if (builder.ChildOf("contains") is not { } node)
            return;

        builder.Add(new ContainsAssertion(builder.Site, node, hasMin ? min : 1, hasMax ? max : null), JsonKind.Array);
    }
}
