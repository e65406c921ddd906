using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// Declared indexes, built and dropped in bounded steps, between which others append. From its declaration on an index
/// gets the key of every state that is written; queries use it when it has the keys of those before, too.
/// </summary>
/// <param name="pool">The connections.</param>
/// <param name="keys">Knows what is declared.</param>
/// <param name="appending">
/// Held in each step; by a rebuild, too, which writes the keys of what was declared when it began.
/// </param>
sealed class SqliteIndexes(SqlitePool pool, SqliteIndexKeys keys, SemaphoreSlim appending) : IJournalIndexes
{
    // 1 while an index is created or dropped: one at a time. No other process can have the file open.
    int _changing;

    public Task<ImmutableArray<DeclaredIndex>> ListAsync(CancellationToken cancellation) =>
        pool.MaintainAsync(session =>
        {
            var listed = ImmutableArray.CreateBuilder<DeclaredIndex>();
            using var row = session[SqliteSql.Indexes];
            while (row.Step())
                listed.Add(new(
                    TargetName.Trusted(row.ReadText(1)), row.ReadText(2), row.ReadNumber(3) != 0,
                    BytesOf(session, row.ReadNumber(0))));

            return listed.ToImmutable();
        }, cancellation);

    public Task<bool> CreateAsync(TargetName targetName, JsonPointer path, CancellationToken cancellation) =>
        AloneAsync(async () =>
        {
            if (await FindAsync(targetName, path, cancellation) is (_, true))
                return false;

            // A half-built one is declared already: its keys are right, and the others are added.
            await StepAsync(session =>
            {
                session[SqliteSql.AddIndex].Text(targetName.Value).Text(path.ToString()).Execute();
                return true;
            }, cancellation);

            var (index, _) = await FindAsync(targetName, path, cancellation)
                ?? throw new InvalidOperationException($"The index on {targetName} {path} was not declared.");

            // A tenant that comes from now on has its keys written with its states.
            var tenants = await pool.ReadAsync(ListTenants, cancellation);
            foreach (var tenant in tenants)
            {
                for (var after = ""; after is not null;)
                {
                    var start = after;
                    after = await StepAsync(
                        session => AddKeys(session, index, tenant, targetName, start), cancellation);
                }
            }

            return await SetCompleteAsync(index, isComplete: true, cancellation);
        });

    public Task<bool> DropAsync(TargetName targetName, JsonPointer path, CancellationToken cancellation) =>
        AloneAsync(async () =>
        {
            if (await FindAsync(targetName, path, cancellation) is not var (index, _))
                return false;

            // First nobody searches it any more; if this is interrupted, it is half built.
            await SetCompleteAsync(index, isComplete: false, cancellation);
            while (await StepAsync(session => RemoveKeys(session, index), cancellation))
            {
            }

            return await StepAsync(session =>
            {
                // What was written meanwhile.
                while (RemoveKeys(session, index))
                {
                }

                session[SqliteSql.DropIndex].Number(index.Number).Execute();
                return true;
            }, cancellation);
        });

    public Task<ImmutableArray<string>> CheckAsync(Tenant tenant, CancellationToken cancellation) =>
        new SqliteIndexCheck(pool, tenant).RunAsync(cancellation);

    async Task<bool> AloneAsync(Func<Task<bool>> work)
    {
        if (Interlocked.Exchange(ref _changing, 1) != 0)
            throw new InvalidDataException(
                "Another index of this database is being created or dropped; try again when it is done.");

        try
        {
            return await work();
        }
        finally
        {
            Volatile.Write(ref _changing, 0);
        }
    }

    /// <summary>One transaction, after which everybody knows what is declared.</summary>
    async Task<T> StepAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellation)
    {
        await appending.WaitAsync(cancellation);
        try
        {
            return await pool.WriteAsync(session =>
            {
                try
                {
                    return session.InTransaction(() => work(session));
                }
                finally
                {
                    keys.Read(session);
                }
            }, cancellation);
        }
        finally
        {
            appending.Release();
        }
    }

    Task<bool> SetCompleteAsync(SqliteIndex index, bool isComplete, CancellationToken cancellation) =>
        StepAsync(session =>
        {
            session[SqliteSql.SetIndex].Number(index.Number).Number(isComplete ? 1 : 0).Execute();
            return true;
        }, cancellation);

    Task<(SqliteIndex Index, bool IsComplete)?> FindAsync(
        TargetName targetName, JsonPointer path, CancellationToken cancellation) =>
        pool.ReadAsync<(SqliteIndex, bool)?>(session =>
        {
            using var row = session[SqliteSql.Indexes];
            while (row.Step())
                if (row.ReadText(1) == targetName.Value && row.ReadText(2) == path.ToString())
                    return (SqliteIndex.Of(row.ReadNumber(0), row.ReadText(2)), row.ReadNumber(3) != 0);

            return null;
        }, cancellation);

    static List<Tenant> ListTenants(SqliteSession session)
    {
        List<Tenant> tenants = [];
        using var row = session[SqliteSql.Tenants];
        while (row.Step())
            tenants.Add(Tenant.Trusted(row.ReadText(0)));

        return tenants;
    }

    /// <summary>Adds the keys of some states; answers the id to go on behind, null at the end.</summary>
    static string? AddKeys(SqliteSession session, SqliteIndex index, Tenant tenant, TargetName targetName, string after)
    {
        var (documents, bytes) = (0, 0L);
        using var row = session[SqliteSql.Scan].Text(tenant.Value).Text(targetName.Value).Text(after);
        while (row.Step())
        {
            var id = row.ReadText(0);
            var key = new AggregateKey(tenant, targetName, AggregateId.Trusted(id));
            if (SqliteRows.ReadBody(row, SqliteRows.BodyOfState + 1, key) is { } body)
                SqliteIndexKeys.Write(session, index, tenant, id, body);

            bytes += row.ReadBytes(SqliteRows.BodyOfState + 1).Length;
            if (++documents >= SqliteLimits.DocumentsPerIndexStep || bytes >= SqliteLimits.BytesPerIndexStep)
                return id;
        }

        return null;
    }

    /// <summary>Takes some keys out; false if there are no more.</summary>
    static bool RemoveKeys(SqliteSession session, SqliteIndex index)
    {
        using var row = session[SqliteSql.RemoveKeys].Number(index.Number).Number(SqliteLimits.DocumentsPerIndexStep);
        var isAny = row.Step();
        while (row.Step())
        {
        }

        return isAny;
    }

    static long BytesOf(SqliteSession session, long number)
    {
        using var row = session[SqliteSql.IndexBytes].Number(number);
        row.Step();

        return row.ReadNumber(0);
    }
}
