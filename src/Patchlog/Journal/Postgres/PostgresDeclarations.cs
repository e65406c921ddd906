using System.Collections.Immutable;
using Npgsql;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// What is declared unique, as a server knows it, and the revision by which an append is refused that knows something
/// else. Immutable.
/// </summary>
/// <param name="Revision">The revision.</param>
/// <param name="Stored">All declarations, by type and paths.</param>
sealed record PostgresDeclarations(Guid Revision, ImmutableArray<StoredDeclaration> Stored)
{
    /// <summary>What appends have to know of them.</summary>
    public UniqueDeclarations Maintained { get; } = new(Stored);

    /// <summary>Reads all of them at one moment.</summary>
    public static async Task<PostgresDeclarations> ReadAsync(
        NpgsqlDataSource source, Sql sql, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);

        return await ReadAsync(connection, sql, cancellation);
    }

    /// <inheritdoc cref="ReadAsync(NpgsqlDataSource, Sql, CancellationToken)"/>
    public static async Task<PostgresDeclarations> ReadAsync(
        NpgsqlConnection connection, Sql sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql[PostgresSql.UniqueRevision], connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);

        Guid revision = default;
        var stored = ImmutableArray.CreateBuilder<StoredDeclaration>();
        while (await reader.ReadAsync(cancellation))
        {
            revision = reader.GetGuid(0);
            if (!reader.IsDBNull(1))
                stored.Add(ReadDeclaration(reader, 1));
        }

        return new(revision, stored.ToImmutable());
    }

    /// <summary>Reads number, type, paths, stage and owner, beginning at <paramref name="first"/>.</summary>
    public static StoredDeclaration ReadDeclaration(NpgsqlDataReader reader, int first) => StoredDeclaration.Read(
        reader.GetInt64(first), reader.GetString(first + 1), reader.GetString(first + 2), reader.GetString(first + 3),
        reader.GetBoolean(first + 4));
}
