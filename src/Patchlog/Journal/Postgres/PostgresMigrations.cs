using System.Globalization;
using Npgsql;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// Brings a database to the tables of this version. Forward only; safe when many servers start at once.
/// </summary>
static class PostgresMigrations
{
    // Any fixed number: the advisory lock under which one server migrates while the others wait.
    const long LockKey = 0x70617463686c6f67;    // "patchlog"

    /// <summary>Applies the missing migrations; answers their names.</summary>
    /// <exception cref="InvalidDataException">The database belongs to a newer version of the program.</exception>
    public static async Task<IReadOnlyList<string>> ApplyAsync(
        NpgsqlDataSource source, Sql sql, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);

        // Held to the end of the transaction: a server that dies here leaves nothing locked and nothing half done.
        await RunAsync(connection, $"select pg_advisory_xact_lock({LockKey})", cancellation);

        // Even where all is there, making it needs rights that a server needs no more.
        if (!await IsPreparedAsync(connection, sql, cancellation))
            await RunAsync(connection, sql[PostgresSql.PrepareMigrations], cancellation);

        var reached = await FindLastAsync(connection, sql, cancellation);
        if (reached > sql.Migrations.Length)
            throw new InvalidDataException(
                $"The database is at migration {reached}, this program knows {sql.Migrations.Length}: a newer version "
                + "of Patchlog wrote to it. Start that version, or a newer one.");

        List<string> applied = [];
        foreach (var migration in sql.Migrations.Skip(reached))
        {
            await RunAsync(connection, migration.Text, cancellation);

            await using var note = new NpgsqlCommand(sql[PostgresSql.AddMigration], connection);
            note.Parameters.Add(new() { Value = migration.Number });
            note.Parameters.Add(new() { Value = migration.Name });
            await note.ExecuteNonQueryAsync(cancellation);
            applied.Add(migration.Name);
        }

        await transaction.CommitAsync(cancellation);
        return applied;
    }

    static async Task<bool> IsPreparedAsync(NpgsqlConnection connection, Sql sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql[PostgresSql.IsPrepared], connection);

        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    static async Task<int> FindLastAsync(NpgsqlConnection connection, Sql sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql[PostgresSql.LastMigration], connection);

        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    static async Task RunAsync(NpgsqlConnection connection, string text, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
