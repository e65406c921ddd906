using System.Collections.Immutable;
using System.Data.Common;
using Npgsql;

namespace Patchlog.Journal.Postgres;

/// <summary>What the connection is set to, and what the server's own settings promise.</summary>
static class PostgresSettings
{
    const int OldestVersion = 14;

    const string Durability = """
        select name, setting from pg_settings
        where name in ('fsync', 'synchronous_commit', 'full_page_writes') order by name
        """;

    static readonly ImmutableArray<(string Keyword, object Value)> Defaults =
    [
        ("Application Name", "patchlog"),
        ("Max Auto Prepare", 32),
        ("Auto Prepare Min Usages", 2),
        ("No Reset On Close", true),
        ("Enlist", false),
        ("Maximum Pool Size", 24),
        ("Read Buffer Size", 64 << 10), // bytes: a page of the feed comes in one piece or two
        ("Timeout", 5),             // seconds, to connect
        ("Command Timeout", 30),    // seconds
    ];

    /// <summary>The given connection string with what the journal leans on, where it does not say otherwise.</summary>
    public static string Complete(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        // Npgsql's own ContainsKey says whether a keyword exists; only the plain builder knows which ones were given.
        // What Npgsql writes has one spelling for each of them.
        var given = new DbConnectionStringBuilder { ConnectionString = builder.ConnectionString };
        foreach (var (keyword, value) in Defaults)
            if (!given.ContainsKey(keyword))
                builder[keyword] = value;
        if (!given.ContainsKey("Maximum Pool Size"))
            builder.MaxPoolSize = Math.Max(builder.MaxPoolSize, builder.MinPoolSize);
        if (!given.ContainsKey("Keepalive") && !given.ContainsKey("TCP Keepalive"))
            builder.TcpKeepAlive = true;
        return builder.ConnectionString;
    }

    public static async Task RequireVersionAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        if (connection.PostgreSqlVersion.Major < OldestVersion)
            throw new InvalidDataException(
                $"PostgreSQL {connection.PostgreSqlVersion} is too old: Patchlog needs {OldestVersion} or newer.");
    }

    /// <summary>Reads the settings under which an acknowledged commit could still be lost.</summary>
    public static async Task<Durability> ReadDurabilityAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        await using var command = source.CreateCommand(Durability);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var (name, setting) = (reader.GetString(0), reader.GetString(1));
            if (setting == "off")
                warnings.Add($"{name} is off: a crash of the database can lose what was acknowledged.");
        }
        return new(warnings.ToImmutable());
    }
}
