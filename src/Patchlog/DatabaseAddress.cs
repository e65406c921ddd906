using Npgsql;

namespace Patchlog;

/// <summary>
/// Where the journal is kept: <c>postgres://user:password@host:port/database?name=value</c> (names as Npgsql's
/// connection string has them), <c>sqlite:///path</c>, or <c>sqlite::memory:</c>.
/// </summary>
public abstract record DatabaseAddress
{
    DatabaseAddress() { }

    /// <summary>A PostgreSQL database.</summary>
    /// <param name="ConnectionString">As Npgsql takes it; may hold a password, so it is never logged.</param>
    public sealed record Postgres(string ConnectionString) : DatabaseAddress
    {
        /// <inheritdoc/>
        public override string ToString()
        {
            var parts = new NpgsqlConnectionStringBuilder(ConnectionString);
            return $"postgres://{parts.Host}:{parts.Port}/{parts.Database}";
        }
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
        public override string ToString() => "sqlite::memory:";
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is none; the message says what is.</exception>
    public static DatabaseAddress Parse(string text)
    {
        const string memory = "sqlite::memory:", file = "sqlite://";
        if (text == memory)
            return new SqliteMemory();

        if (text.StartsWith(file, StringComparison.Ordinal) && text[file.Length..] is { Length: > 1 } path)
            // sqlite:///data/x is absolute; sqlite:///./x and sqlite://x start at the working directory.
            return new SqliteFile(path.StartsWith("/./", StringComparison.Ordinal) ? path[1..] : path);

        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "postgres" or "postgresql"
            && uri is { Host.Length: > 0, AbsolutePath.Length: > 1 })
            return new Postgres(ConnectionStringOf(uri));

        throw new FormatException(
            "A database address is postgres://user:password@host/database, sqlite:///path or sqlite::memory:.");
    }

    static string ConnectionStringOf(Uri uri)
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.IsDefaultPort || uri.Port <= 0 ? NpgsqlConnection.DefaultPort : uri.Port,
            Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
        };

        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);

        if (user.Length == 2)
            builder.Password = Uri.UnescapeDataString(user[1]);

        foreach (var option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = option.Split('=', 2);
            var name = Uri.UnescapeDataString(pair[0]);
            if (!builder.ContainsKey(name == "sslmode" ? "SSL Mode" : name))
                throw new FormatException($"The database address has an unknown parameter \"{name}\".");

            builder[name == "sslmode" ? "SSL Mode" : name] = pair.Length == 2 ? Uri.UnescapeDataString(pair[1]) : "";
        }

        return builder.ConnectionString;
    }
}
