using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Patchlog.Json.Schema.Unicode;

/// <summary>
/// The sets of Unicode 15.0 by their key: <c>gc=Lu</c>, <c>sc=Grek</c>, <c>scx=Grek</c>, <c>bin=Alphabetic</c>, and
/// those of the formats. They stand in UnicodeSets.txt, beside the script that wrote it; a set is read when it is first
/// asked for.
/// </summary>
static class UnicodeSets
{
    const string Resource = "Patchlog.Json.Schema.Unicode.UnicodeSets.txt";

    /// <summary>A group of general categories has the initial of its members.</summary>
    static readonly string[] CategoryGroups = ["C", "L", "M", "N", "P", "S", "Z"];

    static readonly Lazy<Dictionary<string, string>> Lines = new(ReadLines);
    static readonly ConcurrentDictionary<string, CodePointSet> Known = new(StringComparer.Ordinal);

    /// <summary>The set of a key that is known to exist.</summary>
    public static CodePointSet Get(string key) => TryGet(key, out var set)
        ? set
        : throw new ArgumentException($"There is no set '{key}'.", nameof(key));

    /// <summary>The set of a key, whose name may be the short or the long one.</summary>
    public static bool TryGet(string key, [NotNullWhen(true)] out CodePointSet? set)
    {
        if (Known.TryGetValue(key, out set))
            return true;

        set = Compute(key);
        if (set is not null)
            Known.TryAdd(key, set);

        return set is not null;
    }

    static CodePointSet? Compute(string key)
    {
        var lines = Lines.Value;
        if (key is "gc=LC")
            return CodePointSet.Union(Get("gc=Lu"), Get("gc=Ll"), Get("gc=Lt"));

        var group = CategoryGroups.FirstOrDefault(initial => key == $"gc={initial}");
        if (group is not null)
        {
            var members = lines.Keys.Where(name => name.Length == 5 && name.StartsWith(key, StringComparison.Ordinal));
            return CodePointSet.Union(members.Select(Get));
        }

        if (lines.TryGetValue(key, out var line))
            return line.StartsWith("= ", StringComparison.Ordinal) ? Compute(line[2..]) : Parse(line);

        // A script whose extensions add nothing has no line of its own for them.
        return key.StartsWith("scx=", StringComparison.Ordinal) ? ComputeExtensions(key[4..]) : null;
    }

    static CodePointSet? ComputeExtensions(string script)
    {
        var lines = Lines.Value;
        if (lines.TryGetValue($"sc={script}", out var line) && line.StartsWith("= sc=", StringComparison.Ordinal))
            return Compute($"scx={line[5..]}");

        return line is null ? null : Parse(line);
    }

    static CodePointSet Parse(string line)
    {
        var runs = new List<(int First, int Last)>();
        var next = 0;
        var numbers = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < numbers.Length; i += 2)
        {
            var first = next + FromBase36(numbers[i]);
            next = first + FromBase36(numbers[i + 1]);
            runs.Add((first, next - 1));
        }

        return CodePointSet.Of(runs);
    }

    static int FromBase36(string digits)
    {
        var value = 0;
        foreach (var digit in digits)
            value = (value * 36) + (char.IsAsciiDigit(digit) ? digit - '0' : digit - 'a' + 10);

        return value;
    }

    /// <summary>Key and rest of every line; of an alias, "= " and the key that it stands for.</summary>
    static Dictionary<string, string> ReadLines()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        using var reader = new StreamReader(stream);
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);

        while (reader.ReadLine() is { } line)
        {
            var words = line.Split(' ', 3);
            if (words[0] == "alias")
                lines[words[1]] = $"= {words[2]}";
            else
                lines[words[0]] = line[words[0].Length..];
        }

        return lines;
    }
}
