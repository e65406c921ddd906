using System.Collections.Immutable;
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

    /// <summary>The given connection string with what the journal leans on, where it does not say otherwise.</summary>
    public static string Complete(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "patchlog",
            MaxAutoPrepare = 32,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            Enlist = false,
        };
        if (!builder.ContainsKey("Maximum Pool Size"))
            builder.MaxPoolSize = 24;
        if (!builder.ContainsKey("Timeout"))
            builder.Timeout = 5;
        if (!builder.ContainsKey("Command Timeout"))
            builder.CommandTimeout = 30;
        if (!builder.ContainsKey("Keepalive") && !builder.ContainsKey("Tcp Keepalive"))
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
