using System.Collections.Immutable;

namespace Patchlog;

/// <summary>
/// Where the journal is kept: <c>postgres://user:password@host:port/database?name=value</c> (names as Npgsql's
/// connection string has them), <c>sqlite:///path</c>, or <c>sqlite::memory:</c>.
/// </summary>
public abstract record DatabaseAddress
{
    const string Memory = "sqlite::memory:";

    const string FileScheme = "sqlite://";

    DatabaseAddress() { }

    /// <summary>A PostgreSQL database. The journal checks the parameters when it opens the database.</summary>
    /// <param name="Host">The name or address of the server.</param>
    /// <param name="Port">Its TCP port.</param>
    /// <param name="Database">The name of the database.</param>
    public sealed record Postgres(string Host, int Port, string Database) : DatabaseAddress
    {
        /// <summary>The port of a server whose address names none.</summary>
        public const int DefaultPort = 5432;

        /// <summary>Who connects; null to leave that to the driver.</summary>
        public string? User { get; init; }

        /// <summary>The user's password, which is never shown; null without one.</summary>
        public string? Password { get; init; }

        /// <summary>Settings of the connection by their names, in the order given.</summary>
        public ImmutableArray<KeyValuePair<string, string>> Parameters { get; init; } = [];

        /// <inheritdoc/>
        public override string ToString() => $"postgres://{Host}:{Port}/{Database}";
    }

    /// <summary>A SQLite file.</summary>
    /// <param name="Path">The file; relative paths start at the working directory.</param>
    public sealed record SqliteFile(string Path) : DatabaseAddress
    {
        /// <inheritdoc/>
        public override string ToString() => $"sqlite:///{Path}";
    }

    /// <summary>A SQLite database in memory, gone with the process.</summary>
    public sealed record SqliteMemory : DatabaseAddress
    {
        /// <inheritdoc/>
        public override string ToString() => Memory;
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">The text is no address; the message shows the three forms.</exception>
    public static DatabaseAddress Parse(string text)
    {
        if (text == Memory)
            return new SqliteMemory();

        if (text.StartsWith(FileScheme, StringComparison.Ordinal) && text[FileScheme.Length..] is { Length: > 1 } path)
            // sqlite:///data/x is absolute; sqlite:///./x and sqlite://x start at the working directory.
            return new SqliteFile(path.StartsWith("/./", StringComparison.Ordinal) ? path[1..] : path);

        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "postgres" or "postgresql"
            && uri is { Host.Length: > 0, AbsolutePath.Length: > 1 })
            return PostgresOf(uri);

        throw new FormatException(
            "A database address is postgres://user:password@host/database, sqlite:///path or sqlite::memory:.");
    }

    static Postgres PostgresOf(Uri uri)
    {
        var port = uri.IsDefaultPort || uri.Port <= 0 ? Postgres.DefaultPort : uri.Port;
        var user = uri.UserInfo.Split(':', 2);

        return new(uri.Host, port, Uri.UnescapeDataString(uri.AbsolutePath[1..]))
        {
            User = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            Password = user.Length == 2 ? Uri.UnescapeDataString(user[1]) : null,
            Parameters =
            [
                .. uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(ParameterOf),
            ],
        };
    }

    static KeyValuePair<string, string> ParameterOf(string text)
    {
        var pair = text.Split('=', 2);

        return new(Uri.UnescapeDataString(pair[0]), pair.Length == 2 ? Uri.UnescapeDataString(pair[1]) : "");
    }
}
