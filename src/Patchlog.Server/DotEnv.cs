using System.Text.RegularExpressions;

namespace Patchlog.Server;

/// <summary>
/// A <c>.env</c> file, as the npm package dotenv reads it (https://github.com/motdotla/dotenv#faq, "what rules does the
/// parsing engine follow"): <c>NAME=value</c>, optionally after <c>export</c>. <c>#</c> begins a comment, but not
/// within quotes. A value in single, double or back quotes keeps its white space and may have several lines; in double
/// quotes <c>\n</c> and <c>\r</c> are line ends. What is neither a value nor a comment is passed over there, and
/// refused here.
/// </summary>
static class DotEnv
{
    // dotenv's own expression, but for the names of the groups; it takes linear time.
    static readonly Regex Line = new(
        """
        ^\s*(export\s+)?(?<name>[A-Za-z0-9_.-]+)(\s*=\s*?|:\s+?)
        (?<value>\s*'(\\'|[^'])*'|\s*"(\\"|[^"])*"|\s*`(\\`|[^`])*`|[^#\n]+)?
        \s*(\#.*)?$
        """,
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace
            | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>The values of a file by their names, the last of each; empty if there is no such file.</summary>
    /// <exception cref="FormatException">A line is not of that form; the message names the line.</exception>
    public static Dictionary<string, string> Read(string path) =>
        File.Exists(path) && RegularFile.HasContent(path) ? Parse(File.ReadAllText(path), path) : [];

    /// <summary>The values of a text by their names, the last of each.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The file that it comes from, for messages.</param>
    /// <exception cref="FormatException">A line is not of that form; the message names the line.</exception>
    public static Dictionary<string, string> Parse(string text, string path)
    {
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        Dictionary<string, string> values = [];

        var end = 0;
        foreach (Match match in Line.Matches(text))
        {
            RequireNothing(text, end, match.Index, path);
            values[match.Groups["name"].Value] = Unquote(match.Groups["value"].Value.Trim());
            end = match.Index + match.Length;
        }

        RequireNothing(text, end, text.Length, path);
        return values;
    }

    static void RequireNothing(string text, int start, int end, string path)
    {
        var number = text.AsSpan(0, start).Count('\n') + 1;
        foreach (var line in text[start..end].Split('\n'))
        {
            if (line.AsSpan().Trim() is { IsEmpty: false } rest && rest[0] != '#')
                throw new FormatException($"{path}, line {number}: a line must be NAME=value, or a comment after #.");

            number++;
        }
    }

    static string Unquote(string value)
    {
        if (value.Length < 2 || value[0] is not ('"' or '\'' or '`') || value[^1] != value[0])
            return value;

        var inner = value[1..^1];
        return value[0] == '"'
            ? inner.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\r", "\r", StringComparison.Ordinal)
            : inner;
    }
}
