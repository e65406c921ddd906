using Patchlog.Json.Schema.Formats;
using Patchlog.Json.Schema.Keywords;
using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Compiling;

/// <summary>Lengths, <c>pattern</c> and <c>format</c> of strings (2020-12 Validation §6.3, §7).</summary>
static class StringKeywords
{
    public static void Build(SchemaBuilder builder)
    {
        if (builder.TryGetCount("minLength", out var min) && min > 0)
            builder.Add(new LengthAssertion(builder.Site, "minLength", min, isMinimum: true), JsonKind.String);

        if (builder.TryGetCount("maxLength", out var max))
            builder.Add(new LengthAssertion(builder.Site, "maxLength", max, isMinimum: false), JsonKind.String);

        if (builder.TryGet<JsonString>("pattern", "a regular expression", out var text)
            && builder.Compiler.PatternOf(text.Value, builder.Site, "pattern") is { } pattern)
        {
            builder.Add(new PatternAssertion(builder.Site, text.Value, pattern), JsonKind.String);
        }

        if (builder.TryGet<JsonString>("format", "a string", out var name)
            && Asserts(builder)
            && FormatTable.Find(name.Value, builder.Draft) is { } format)
        {
            builder.Add(new FormatAssertion(builder.Site, format), JsonKind.String);
        }
    }

    static bool Asserts(SchemaBuilder builder) => builder.Compiler.AssertFormat
        ?? (builder.Site.Dialect.Vocabularies & Vocabularies.FormatAssertion) != Vocabularies.None;
}
