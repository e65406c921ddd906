using Patchlog.Json.Schema.Keywords;

namespace Patchlog.Json.Schema.Compiling;

/// <summary>What applies schemas to the value itself (2020-12 Core §10.2).</summary>
static class CombiningKeywords
{
    public static void Build(SchemaBuilder builder)
    {
        if (builder.ChildrenOf("allOf") is { } all)
        {
            foreach (var node in all)
                builder.Compiler.Loops.Add(builder.Site, node.Site, "allOf");

            builder.Add(new AllOfAssertion(builder.Site, all));
        }

        if (builder.ChildrenOf("anyOf") is { } any)
            builder.Add(new AnyOfAssertion(builder.Site, any));

        if (builder.ChildrenOf("oneOf") is { } one)
            builder.Add(new OneOfAssertion(builder.Site, one));

        if (builder.ChildOf("not") is { } not)
            builder.Add(new NotAssertion(builder.Site, not));

        var consequence = builder.ChildOf("then");
        var alternative = builder.ChildOf("else");
        if (builder.ChildOf("if") is { } condition)
            builder.Add(new ConditionAssertion(builder.Site, condition, consequence, alternative));
    }
}
