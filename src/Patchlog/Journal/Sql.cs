using System.Collections.Frozen;
using System.Globalization;

namespace Patchlog.Journal;

/// <summary>The statements of one database, embedded from the <c>.sql</c> files beside the code that runs them.</summary>
sealed class Sql
{
    readonly FrozenDictionary<string, string> _texts;

    Sql(FrozenDictionary<string, string> texts) => _texts = texts;

    /// <summary>The text of a file, by its name without the ending.</summary>
    public string this[string name] => _texts[name];

    /// <summary>The numbered migrations, in order.</summary>
    public IReadOnlyList<(int Number, string Name, string Text)> Migrations { get; private init; } = [];

    /// <summary>Reads the files below a folder of this project.</summary>
    public static Sql Below(string folder)
    {
        var prefix = $"Journal/{folder}/";
        var texts = typeof(Sql).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[prefix.Length..^".sql".Length].Replace("Statements/", "", StringComparison.Ordinal), Read);
        return new(texts)
        {
            Migrations =
            [
                .. texts
                    .Where(text => text.Key.StartsWith("Migrations/", StringComparison.Ordinal))
                    .Select(text => (Name: text.Key["Migrations/".Length..], Text: text.Value))
                    .OrderBy(migration => migration.Name, StringComparer.Ordinal)
                    .Select(migration => (int.Parse(migration.Name.AsSpan(0, 4), NumberStyles.None,
                        CultureInfo.InvariantCulture), migration.Name, migration.Text)),
            ],
        };
    }

    static string Read(string resource)
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
