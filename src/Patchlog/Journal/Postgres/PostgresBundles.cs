using Npgsql;
using static Patchlog.Journal.Postgres.PostgresErrors;
using static Patchlog.Journal.Postgres.PostgresParameters;

namespace Patchlog.Journal.Postgres;

/// <summary>Bundles, each a row.</summary>
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

        return (string?)await GuardAsync(DatabaseCall.Read, command.ExecuteScalarAsync(cancellation));
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
