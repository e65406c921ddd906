using Npgsql;

namespace Patchlog.Journal.Postgres;

/// <summary>Brings a database to the tables of this version. Forward only; safe when many servers start at once.</summary>
static class PostgresMigrations
{
    // Any fixed number: the advisory lock under which one server migrates while the others wait.
    const long LockKey = 0x70617463686c6f67;    // "patchlog"

    const string Prepare = """
        create schema if not exists patchlog;
        create table if not exists patchlog.migrations (
            number integer primary key, name text not null, applied_at timestamptz not null default now());
        """;

    /// <summary>Applies what is missing; answers the names of what was applied.</summary>
    /// <exception cref="InvalidDataException">The database belongs to a newer version of the program.</exception>
    public static async Task<IReadOnlyList<string>> ApplyAsync(
        NpgsqlDataSource source, Sql sql, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // Held to the end of the transaction, so a server that dies here leaves nothing locked and nothing half done.
        await RunAsync(connection, $"select pg_advisory_xact_lock({LockKey})", cancellation);
        await RunAsync(connection, Prepare, cancellation);
        var reached = await ReachedAsync(connection, cancellation);
        if (reached > sql.Migrations.Count)
            throw new InvalidDataException(
                $"The database is at migration {reached}, this program knows {sql.Migrations.Count}: it was written by "
                + "a newer version of Patchlog. Start that version, or a newer one.");

        List<string> applied = [];
        foreach (var (number, name, text) in sql.Migrations.Skip(reached))
        {
            await RunAsync(connection, text, cancellation);
            await using var record = new NpgsqlCommand(
                "insert into patchlog.migrations (number, name) values ($1, $2)", connection);
            record.Parameters.Add(new() { Value = number });
            record.Parameters.Add(new() { Value = name });
            await record.ExecuteNonQueryAsync(cancellation);
            applied.Add(name);
        }
        await transaction.CommitAsync(cancellation);
        return applied;
    }

    static async Task<int> ReachedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select coalesce(max(number), 0) from patchlog.migrations", connection);
        return (int)(await command.ExecuteScalarAsync(cancellation) ?? 0);
    }

    static async Task RunAsync(NpgsqlConnection connection, string text, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
