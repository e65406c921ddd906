using System.Collections.Immutable;

namespace Patchlog;

/// <summary>
/// Where the journal is kept: <c>postgres://user:password@host:port/database?name=value</c> (names as libpq or Npgsql
/// have them), <c>sqlite:///path</c>, or <c>sqlite::memory:</c>.
/// </summary>
public abstract record DatabaseAddress
{
    const string Memory = "sqlite::memory:";

    const string FileScheme = "sqlite:";

    DatabaseAddress() { }

    /// <summary>A PostgreSQL database. The journal checks the parameters when it opens the database.</summary>
    /// <param name="Hosts">The servers that may have it, at least one; the first that takes writes is used.</param>
    /// <param name="Database">The name of the database.</param>
    public sealed record Postgres(ImmutableArray<PostgresHost> Hosts, string Database) : DatabaseAddress
    {
        /// <summary>Who connects; null to leave that to the driver.</summary>
        public string? User { get; init; }

        /// <summary>The user's password, which is never shown; null without one.</summary>
        public string? Password { get; init; }

        /// <summary>Settings of the connection by their names, in the order given.</summary>
        public ImmutableArray<KeyValuePair<string, string>> Parameters { get; init; } = [];

        /// <inheritdoc/>
        public override string ToString() => $"postgres://{string.Join(',', Hosts)}/{Database}";
    }

    /// <summary>A SQLite file.</summary>
    /// <param name="Path">The file; relative paths start at the working directory.</param>
    public sealed record SqliteFile(string Path) : DatabaseAddress
    {
        /// <summary>The same file, whatever the working directory is.</summary>
        public string FullPath => System.IO.Path.GetFullPath(Path);

        /// <inheritdoc/>
        public override string ToString() => Path.StartsWith('/') ? $"sqlite://{Path}" : $"sqlite:{Path}";
    }

    /// <summary>A SQLite database in memory, gone with the process.</summary>
    public sealed record SqliteMemory : DatabaseAddress
    {
        /// <inheritdoc/>
        public override string ToString() => Memory;
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">The text is no address; the message says why, or shows the forms.</exception>
    public static DatabaseAddress Parse(string text)
    {
        if (text == Memory)
            return new SqliteMemory();

        if (PostgresUrl.IsOne(text))
            return PostgresUrl.Parse(text);

        if (text.StartsWith(FileScheme, StringComparison.Ordinal) && text.Contains('?', StringComparison.Ordinal))
            throw new FormatException("The address of a SQLite database has no parameters, and no question mark.");

        if (text.StartsWith(FileScheme, StringComparison.Ordinal) && PathOf(text[FileScheme.Length..]) is { } path)
            return new SqliteFile(path);

        throw new FormatException(
            "A database address is postgres://user:password@host/database, sqlite:///path or sqlite::memory:.");
    }

    // sqlite:///data/x is absolute; sqlite:x, sqlite://x and sqlite:///./x start at the working directory.
    static string? PathOf(string text)
    {
        var path = text.StartsWith("//", StringComparison.Ordinal) ? text[2..] : text;
        path = path.StartsWith("/./", StringComparison.Ordinal) ? path[1..] : path;

        return path is "" or "/" ? null : path;
    }
}
