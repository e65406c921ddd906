namespace Patchlog.Json.Schema.Evaluating;

/// <summary>Words about values, for the sentences of errors.</summary>
static class ValueText
{
    const int LongestValue = 60;

    /// <summary>A value as it may stand in a sentence.</summary>
    public static string Of(JsonValue value) => value.Utf8Length <= LongestValue ? value.ToString() : value switch
    {
        JsonObject members => $"an object of {members.Count} members",
        JsonArray items => $"an array of {items.Count} elements",
        _ => Shorten(value.ToString()),
    };

    /// <summary>A count and what is counted.</summary>
    public static string Count(long count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";

    public static string DescribeType(JsonValue value, TypeSet expected)
    {
        var names = string.Join(" or ", Enum.GetValues<TypeSet>()
            .Where(type => type is not (TypeSet.None or TypeSet.All) && (expected & type) != TypeSet.None)
            .Select(NameOf));
        return $"This is {KindOf(value)}; expected {names}.";
    }

    /// <summary>Why a value is not allowed at all.</summary>
    /// <param name="keyword">The keyword whose schema is false.</param>
    /// <param name="step">Name or index of the value.</param>
    public static string DescribeForbidden(string keyword, string step) => keyword switch
    {
        "additionalProperties" or "unevaluatedProperties" => $"The member '{JsonFault.Excerpt(step)}' is not allowed.",
        "items" or "additionalItems" or "unevaluatedItems" => $"There may be no element at index {step}.",
        "propertyNames" => "No name is allowed here.",
        _ => "No value is allowed here.",
    };

    static string Shorten(string text) => string.Concat(text.AsSpan(0, LongestValue), "…");

    static string KindOf(JsonValue value) => value switch
    {
        JsonObject => "an object",
        JsonArray => "an array",
        JsonString => "a string",
        JsonNumber => $"the number {Of(value)}",
        _ => Of(value),
    };

    static string NameOf(TypeSet type) => type switch
    {
        TypeSet.Null => "null",
        TypeSet.Boolean => "a boolean",
        TypeSet.Integer => "an integer",
        TypeSet.Number => "a number",
        TypeSet.String => "a string",
        TypeSet.Array => "an array",
        _ => "an object",
    };
}
