using Patchlog.Json.Schema.Keywords;

namespace Patchlog.Json.Schema.Compiling;

/// <summary>Bounds of numbers and <c>multipleOf</c> (2020-12 Validation §6.2).</summary>
static class NumberKeywords
{
    const string ANumber = "a number";

    public static void Build(SchemaBuilder builder)
    {
        BuildBound(builder, "minimum", "exclusiveMinimum", isMinimum: true);
        BuildBound(builder, "maximum", "exclusiveMaximum", isMinimum: false);

        if (!builder.TryGet<JsonNumber>("multipleOf", ANumber, out var divisor))
            return;

        if (JsonNumber.Compare(divisor, JsonNumber.From(0)) > 0)
            builder.Add(new MultipleOfAssertion(builder.Site, divisor), JsonKind.Number);
        else
            builder.Refuse("multipleOf", divisor, "a number above 0");
    }

    static void BuildBound(SchemaBuilder builder, string keyword, string exclusive, bool isMinimum)
    {
        // In draft 4 the exclusive keyword is a boolean that sharpens the other (Validation §5.1.2.1, §5.1.3.1).
        var isSharp = false;
        if (builder.Draft == SchemaDraft.Draft4)
        {
            isSharp = builder.TryGet<JsonBoolean>(exclusive, "a boolean", out var flag) && flag.Value;
        }
        else if (builder.TryGet<JsonNumber>(exclusive, ANumber, out var limit))
        {
            builder.Add(
                new BoundAssertion(builder.Site, exclusive, limit, isMinimum, isExclusive: true), JsonKind.Number);
        }

        if (builder.TryGet<JsonNumber>(keyword, ANumber, out var bound))
            builder.Add(new BoundAssertion(builder.Site, keyword, bound, isMinimum, isSharp), JsonKind.Number);
    }
}
