using System.Globalization;
using Npgsql;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// The epoch of a database, and its renewal where the database is a restored copy: the positions that will follow may
/// name other events than those that followed in the original.
/// </summary>
/// <remarks>
/// A copy is known by its home, the cluster's system identifier and the database's oid: <c>pg_dump</c> carries the old
/// one along. A copy of a whole cluster's files keeps both; for that there is <see cref="RenewAsync"/>.
/// </remarks>
static class PostgresEpoch
{
    // Both forms are one value; the second is for a user who may not ask for the first.
    const string FindHome = """
        select (select system_identifier from pg_control_system()) || '/' || oid
        from pg_database where datname = current_database()
        """;

    const string FindDatabase = "select '-/' || oid from pg_database where datname = current_database()";

    /// <summary>The epoch, a new one if the database has moved. Safe when many servers start at once.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static async Task<Guid> ReadAsync(NpgsqlDataSource source, Sql sql, CancellationToken cancellation)
    {
        var home = await FindHomeAsync(source, cancellation);
        await using (var settle = source.CreateCommand(sql["settle_epoch"]))
        {
            settle.Parameters.Add(new() { Value = home });
            await settle.ExecuteNonQueryAsync(cancellation);
        }
        await using var command = source.CreateCommand("select epoch from patchlog.epoch");
        return (Guid)(await command.ExecuteScalarAsync(cancellation)
            ?? throw new InvalidDataException("The table patchlog.epoch is empty."));
    }

    /// <summary>Begins a new epoch.</summary>
    public static async Task<Guid> RenewAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            "update patchlog.epoch set epoch = gen_random_uuid() returning epoch");
        return (Guid)(await command.ExecuteScalarAsync(cancellation)
            ?? throw new InvalidDataException("The table patchlog.epoch is empty."));
    }

    static async Task<string> FindHomeAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        try
        {
            return await TextAsync(source, FindHome, cancellation);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return await TextAsync(source, FindDatabase, cancellation);
        }
    }

    static async Task<string> TextAsync(NpgsqlDataSource source, string statement, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(statement);
        return Convert.ToString(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture) ?? "";
    }
}
