using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Patchlog.Journal;

/// <summary>
/// The statements of one database, embedded from the <c>.sql</c> files beside the code that runs them.
/// </summary>
sealed class Sql
{
    const string Extension = ".sql";

    readonly FrozenDictionary<string, string> _statements;

    Sql(FrozenDictionary<string, string> statements, ImmutableArray<Migration> migrations) =>
        (_statements, Migrations) = (statements, migrations);

    /// <summary>The text of a statement. The names are constants beside the files.</summary>
    public string this[string name] => _statements[name];

    /// <summary>The names of all statements: those of the files, without the ending.</summary>
    public IEnumerable<string> Names => _statements.Keys;

    /// <summary>The numbered migrations, in order.</summary>
    public ImmutableArray<Migration> Migrations { get; }

    /// <summary>Reads the files of one database.</summary>
    /// <param name="folder">The folder below <c>Journal</c>.</param>
    public static Sql Below(string folder)
    {
        var statements = Read($"Journal/{folder}/Statements/");
        var migrations = Read($"Journal/{folder}/Migrations/")
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => new Migration(NumberOf(file.Name), file.Name, file.Text));

        return new(statements.ToFrozenDictionary(file => file.Name, file => file.Text), [.. migrations]);
    }

    static IEnumerable<(string Name, string Text)> Read(string prefix) =>
        typeof(Sql).Assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(prefix, StringComparison.Ordinal))
            .Select(resource => (resource[prefix.Length..^Extension.Length], TextOf(resource)));

    static int NumberOf(string migration) =>
        int.Parse(migration.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture);

    static string TextOf(string resource)
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is missing.");
        using var reader = new StreamReader(stream);

        return reader.ReadToEnd();
    }
}
