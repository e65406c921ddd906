using Patchlog.Json;

namespace Patchlog.Describing.TypeScript;

/// <summary>The types of arrays: lists of one type, and tuples.</summary>
static class ArrayTypes
{
    /// <summary>The type of the arrays that a schema accepts.</summary>
    public static TypeText Of(JsonObject schema, SchemaTypes types)
    {
        var others = schema["items"] is { } items ? types.OfContent(items) : TypeText.Unknown;
        if (schema["prefixItems"] is not JsonArray { Count: > 0 and <= DescribingLimits.MaxTupleElements } first)
        {
            return schema["prefixItems"] is null
                ? new($"{others.Operand}[]") { IsTrivial = others.Text == TypeText.Unknown.Text }
                : new("unknown[]") { IsTrivial = true };
        }

        var (least, most) = (Count(schema, "minItems") ?? 0, Count(schema, "maxItems") ?? long.MaxValue);
        var elements = new List<string>();
        for (var at = 0; at < Math.Min(first.Count, most); at++)
        {
            var element = types.OfContent(first[at]);
            elements.Add(at < least ? element.Text : $"{element.Operand}?");
        }

        if (most > first.Count && others.Text != TypeText.Never.Text)
            elements.Add($"...{others.Operand}[]");

        return new($"[{string.Join(", ", elements)}]");
    }

    static long? Count(JsonObject schema, string keyword) =>
        schema[keyword] is JsonNumber number && number.TryGetInt64(out var count) ? count : null;
}
