using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Schema.Keywords;

namespace Patchlog.Json.Schema.Compiling;

/// <summary>What applies to objects and their members (2020-12 Core §10.3.2, §11.3, Validation §6.5).</summary>
static class ObjectKeywords
{
    const string Schemas = "an object whose members are schemas";

    public static void Build(SchemaBuilder builder)
    {
        if (builder.TryGetCount("minProperties", out var min) && min > 0)
            builder.Add(new MemberCountAssertion(builder.Site, "minProperties", min, isMinimum: true), JsonKind.Object);

        if (builder.TryGetCount("maxProperties", out var max))
            builder.Add(new MemberCountAssertion(builder.Site, "maxProperties", max, isMinimum: false),
                JsonKind.Object);

        BuildMembers(builder);
        BuildDependencies(builder, "dependentRequired");
        BuildDependencies(builder, "dependentSchemas");
        BuildDependencies(builder, "dependencies");
        if (builder.ChildOf("unevaluatedProperties") is { } unevaluated)
            builder.Node.AddUnevaluated(new UnevaluatedAssertion(builder.Site, "unevaluatedProperties", unevaluated));
    }

    static void BuildMembers(SchemaBuilder builder)
    {
        var rules = new MemberRules
        {
            Additional = builder.ChildOf("additionalProperties"),
            Names = builder.ChildOf("propertyNames"),
        };

        if (builder.TryGet("required", out var required))
            rules.Required = builder.Strings("required", required) ?? [];

        if (builder.TryGet<JsonObject>("properties", Schemas, out var named))
        {
            foreach (var (name, _) in named)
            {
                if (builder.Child("properties", name) is { } node)
                    rules.Named.Add(name, node);
            }
        }

        if (builder.TryGet<JsonObject>("patternProperties", Schemas, out var patterns))
            AddPatterns(builder, rules, patterns);

        if (rules.Names is not null)
            builder.Compiler.AddRulesOnNames(rules);

        if (!rules.IsEmpty)
            builder.Add(new MembersAssertion(builder.Site, rules), JsonKind.Object);
    }

    static void AddPatterns(SchemaBuilder builder, MemberRules rules, JsonObject patterns)
    {
        foreach (var (text, _) in patterns)
        {
            var pattern = builder.Compiler.PatternOf(text, builder.Site, "patternProperties");
            if (pattern is not null && builder.Child("patternProperties", text) is { } node)
                rules.Patterns.Add((pattern, node));
        }
    }

    /// <summary>The members are arrays of names, schemas, or in <c>dependencies</c> either.</summary>
    static void BuildDependencies(SchemaBuilder builder, string keyword)
    {
        if (!builder.TryGet<JsonObject>(keyword, "an object", out var members))
            return;

        var names = new List<(string Name, string[] Needed)>();
        var schemas = new List<(string Name, SchemaNode Node)>();
        foreach (var (name, value) in members)
        {
            if (keyword == "dependentRequired"
                || (keyword == "dependencies" && value is not (JsonObject or JsonBoolean)))
                names.Add((name, builder.Strings(keyword, value) ?? []));
            else if (builder.Child(keyword, name) is { } node)
                schemas.Add((name, node));
        }

        if (names.Count > 0)
            builder.Add(new DependentRequiredAssertion(builder.Site, keyword, [.. names]), JsonKind.Object);

        if (schemas.Count > 0)
            builder.Add(new DependentSchemasAssertion(builder.Site, keyword, [.. schemas]), JsonKind.Object);
    }
}
