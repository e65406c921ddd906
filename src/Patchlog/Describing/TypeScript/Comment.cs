using Patchlog.Json;

namespace Patchlog.Describing.TypeScript;

/// <summary>Comments, made of what authors of schemas wrote.</summary>
static class Comment
{
    /// <summary>A text that can't end the comment that it stands in, on one line.</summary>
    public static string Escape(string text) => string.Concat(
        text.Replace("*/", "*\\/", StringComparison.Ordinal)
            .Select(character => char.IsControl(character) || character is '\u2028' or '\u2029' ? ' ' : character));

    /// <summary>
    /// The comment of a schema, with a line break at its end: its title and description; empty if it has neither.
    /// </summary>
    public static string Of(JsonValue schema)
    {
        if (schema is not JsonObject members)
            return "";

        var lines = new List<string>();
        foreach (var keyword in (string[])["title", "description"])
        {
            if (members[keyword] is not JsonString { Value: { Length: > 0 } text })
                continue;

            if (lines.Count > 0)
                lines.Add("");

            lines.AddRange(text.ReplaceLineEndings("\n").Split('\n').Select(line => Escape(line).TrimEnd()));
        }

        if (members["deprecated"] is JsonBoolean { Value: true })
            lines.Add("@deprecated");

        return lines.Count switch
        {
            0 => "",
            1 => $"/** {lines[0]} */\n",
            _ => $"/**\n{string.Concat(lines.Select(line => line.Length == 0 ? " *\n" : $" * {line}\n"))} */\n",
        };
    }
}
