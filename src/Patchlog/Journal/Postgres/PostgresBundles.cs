using System.Collections.Immutable;
using Npgsql;
using static Patchlog.Journal.Postgres.PostgresErrors;
using static Patchlog.Journal.Postgres.PostgresParameters;

namespace Patchlog.Journal.Postgres;

/// <summary>Bundles, each a row, and a row for each server that uses some.</summary>
sealed class PostgresBundles(NpgsqlDataSource source, Sql sql) : IBundleStore
{
    public async Task StoreAsync(string digest, string content, CancellationToken cancellation)
    {
        await using var command = Command(PostgresSql.StoreBundle, Text(digest), Text(content));

        await GuardAsync(DatabaseCall.Write, command.ExecuteNonQueryAsync(cancellation));
    }

    public async Task<string?> FindAsync(string digest, CancellationToken cancellation)
    {
        await using var command = Command(PostgresSql.FindBundle, Text(digest));

        return (string?)await GuardAsync(
            DatabaseCall.Read, FirstExchange.OfReadAsync(() => command.ExecuteScalarAsync(cancellation)));
    }

    public async Task UseAsync(Guid server, ImmutableArray<string> digests, CancellationToken cancellation)
    {
        await using var command = Command(
            PostgresSql.UseBundles, Uuid(server), Texts(digests), Seconds(JournalLimits.BundleUse));

        await GuardAsync(DatabaseCall.Write, command.ExecuteNonQueryAsync(cancellation));
    }

    public Task<ImmutableArray<string>> ListAsync(CancellationToken cancellation) =>
        GuardAsync(DatabaseCall.Read, SelectDigestsAsync(Command(PostgresSql.ListBundles), cancellation));

    public Task<ImmutableArray<string>> ListUsedAsync(CancellationToken cancellation) =>
        GuardAsync(DatabaseCall.Read, SelectDigestsAsync(
            Command(PostgresSql.UsedBundles, Seconds(JournalLimits.BundleUse)), cancellation));

    static async Task<ImmutableArray<string>> SelectDigestsAsync(
        NpgsqlCommand selecting, CancellationToken cancellation)
    {
        var digests = ImmutableArray.CreateBuilder<string>();
        await using var command = selecting;
        await using var row = await FirstExchange.OfReadAsync(() => command.ExecuteReaderAsync(cancellation));
        while (await row.ReadAsync(cancellation))
            digests.Add(row.GetString(0));

        return digests.ToImmutable();
    }

    NpgsqlCommand Command(string statement, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = source.CreateCommand(sql[statement]);
        command.Parameters.Add(Text(Tenant.System.Value));
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);

        return command;
    }
}
