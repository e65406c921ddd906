using System.Text.RegularExpressions;
using Patchlog.Json;

namespace Patchlog.Describing.TypeScript;

/// <summary>Values as types that only these values have.</summary>
static partial class Literals
{
    /// <summary>The type of a value. A number that a double may not hold is just a number.</summary>
    public static TypeText Of(JsonValue value) => value switch
    {
        JsonNumber number => new(IsExact().IsMatch(number.Literal) ? number.Literal : "number"),
        JsonArray items => new($"[{string.Join(", ", Each(items))}]"),
        JsonObject { Count: 0 } => TypeText.AnyObject with { IsTrivial = false },
        JsonObject members => new($"{{ {string.Join("; ", Each(members))} }}"),
        _ => new(value.ToString()),
    };

    static List<string> Each(JsonArray items)
    {
        var texts = new List<string>(items.Count);
        foreach (var item in items)
            texts.Add(Of(item).Text);

        return texts;
    }

    static List<string> Each(JsonObject members)
    {
        var texts = new List<string>(members.Count);
        foreach (var (name, value) in members)
            texts.Add($"{Names.OfMember(name)}: {Of(value).Text}");

        return texts;
    }

    // At most 15 digits together: a double has all of them.
    [GeneratedRegex(
        @"^-?(0|[1-9][0-9]{0,9})(\.[0-9]{0,4}[1-9])?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex IsExact();
}
