using System.Globalization;
using Npgsql;
using static Patchlog.Journal.Postgres.PostgresParameters;

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
    /// <summary>The epoch, a new one if the database has moved. Safe when many servers start at once.</summary>
    /// <exception cref="InvalidDataException">The database has no epoch.</exception>
    public static async Task<Guid> ReadAsync(NpgsqlDataSource source, Sql sql, CancellationToken cancellation)
    {
        var home = await FindHomeAsync(source, sql, cancellation);

        await using (var settle = source.CreateCommand(sql[PostgresSql.SettleEpoch]))
        {
            settle.Parameters.Add(Text(home));
            await settle.ExecuteNonQueryAsync(cancellation);
        }

        return await ReadAgainAsync(source, sql, cancellation);
    }

    /// <summary>Reads the epoch that there is now.</summary>
    public static Task<Guid> ReadAgainAsync(NpgsqlDataSource source, Sql sql, CancellationToken cancellation) =>
        ReadIdAsync(source.CreateCommand(sql[PostgresSql.Epoch]), cancellation);

    /// <summary>Ends an epoch, or whichever there is, and answers the one that there is then.</summary>
    public static Task<Guid> RenewAsync(NpgsqlDataSource source, Sql sql, Guid? from, CancellationToken cancellation)
    {
        var renew = source.CreateCommand(sql[PostgresSql.RenewEpoch]);
        renew.Parameters.Add(Uuid(from));

        return ReadIdAsync(renew, cancellation);
    }

    // Both forms are one value; the second is for a user who may not ask for the first.
    static async Task<string> FindHomeAsync(NpgsqlDataSource source, Sql sql, CancellationToken cancellation)
    {
        try
        {
            return await ReadTextAsync(source, sql[PostgresSql.Home], cancellation);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return await ReadTextAsync(source, sql[PostgresSql.HomeWithoutCluster], cancellation);
        }
    }

    static async Task<Guid> ReadIdAsync(NpgsqlCommand statement, CancellationToken cancellation)
    {
        await using var command = statement;

        return (Guid)(await command.ExecuteScalarAsync(cancellation)
            ?? throw new InvalidDataException("The table patchlog.epoch is empty."));
    }

    static async Task<string> ReadTextAsync(NpgsqlDataSource source, string statement, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(statement);

        return Convert.ToString(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture) ?? "";
    }
}
