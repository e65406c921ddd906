namespace Patchlog.Server;

/// <summary>
/// A <c>.env</c> file: lines of <c>NAME=value</c>, optionally after <c>export</c>. <c>#</c> begins a comment line, and
/// a value in quotes is read without them.
/// </summary>
static class DotEnv
{
    /// <summary>The values of a file by their names; empty if there is no such file.</summary>
    /// <exception cref="FormatException">A line is not of that form; the message names the line.</exception>
    public static Dictionary<string, string> Read(string path)
    {
        Dictionary<string, string> values = [];
        if (!File.Exists(path))
            return values;

        var number = 0;
        foreach (var raw in File.ReadLines(path))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;

            if (line.StartsWith("export ", StringComparison.Ordinal))
                line = line["export ".Length..];

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new FormatException($"{path}, line {number}: a line must be NAME=value, or a comment after #.");

            values[line[..equals].TrimEnd()] = Unquote(line[(equals + 1)..].TrimStart());
        }

        return values;
    }

    static string Unquote(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;
}
