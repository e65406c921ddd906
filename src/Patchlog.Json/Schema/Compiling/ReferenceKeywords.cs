using Patchlog.Json.Schema.Keywords;
using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Compiling;

/// <summary>
/// <c>$ref</c>, <c>$dynamicRef</c> and <c>$recursiveRef</c> (2020-12 Core §8.2.3, 2019-09 Core §8.2.4).
/// </summary>
static class ReferenceKeywords
{
    public static void Build(SchemaBuilder builder)
    {
        if (Resolve(builder, "$ref", out _) is { } target)
        {
            builder.Site.Reference = target;
            builder.Compiler.Loops.Add(builder.Site, target, "$ref");
            builder.Add(new ReferenceAssertion(builder.Site, "$ref", builder.Referred(target)));
        }

        if (Resolve(builder, "$dynamicRef", out var fragment) is { } named)
            AddDynamic(builder, "$dynamicRef", fragment, named);

        if (Resolve(builder, "$recursiveRef", out _) is { } root)
            AddDynamic(builder, "$recursiveRef", "", root);
    }

    static SchemaSite? Resolve(SchemaBuilder builder, string keyword, out string fragment)
    {
        fragment = "";
        if (!builder.TryGet<JsonString>(keyword, "a string that is a URI reference", out var reference))
            return null;

        fragment = UriText.Unescape(UriText.Split(reference.Value).Fragment ?? "");
        if (builder.Compiler.Library.TryResolve(builder.Site, reference.Value, out var target, out var detail))
            return target;

        builder.Fault(SchemaFaultCodes.UnresolvedReference, keyword, detail);

        return null;
    }

    /// <summary>
    /// A reference is dynamic only if the name is a dynamic anchor where it leads at first (2020-12 Core §8.2.3.2).
    /// </summary>
    static void AddDynamic(SchemaBuilder builder, string keyword, string name, SchemaSite target)
    {
        var node = builder.Referred(target);
        var isDynamic = target.Resource.DynamicAnchors.TryGetValue(name, out var anchored)
            && ReferenceEquals(anchored, target);
        if (!isDynamic)
        {
            builder.Site.FixedDynamicReference = target;
            builder.Compiler.Loops.Add(builder.Site, target, keyword);
            builder.Add(new ReferenceAssertion(builder.Site, keyword, node));

            return;
        }

        builder.Compiler.Dynamic.Ask(name);
        builder.Add(new DynamicReferenceAssertion(builder.Site, keyword, name, node));
    }
}
