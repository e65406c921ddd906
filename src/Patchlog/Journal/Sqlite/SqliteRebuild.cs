using System.Diagnostics;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// Replaces a tenant's current states, their keys in declared indexes, and snapshots. They are staged in temporary
/// tables, so that nobody sees them half done and the connection is free between pages, and are then put in place in
/// one transaction.
/// </summary>
static class SqliteRebuild
{
    static readonly string[] Replacements =
    [
        SqliteSql.ClearStates, SqliteSql.ClearSnapshots, SqliteSql.ClearKeys, SqliteSql.ClearUniqueKeys,
        SqliteSql.TakeStates, SqliteSql.TakeSnapshots, SqliteSql.TakeKeys, SqliteSql.TakeUniqueKeys,
    ];

    /// <summary>Runs while the caller keeps everybody from appending, and from declaring anything.</summary>
    public static async Task RunAsync(
        SqlitePool pool, SqliteIndexKeys keys, UniqueDeclarations declarations, Tenant tenant,
        IAsyncEnumerable<DerivedRow> rows, CancellationToken cancellation)
    {
        await pool.WriteAsync(Empty, cancellation);

        await foreach (var page in rows.Chunk(JournalLimits.RebuildPageSize).WithCancellation(cancellation))
            await pool.WriteAsync(
                session => session.InTransaction(() => Stage(session, keys, declarations, page)), cancellation);

        await pool.WriteAsync(session => session.InTransaction(() => Replace(session, tenant)), cancellation);
        await pool.WriteAsync(Empty, CancellationToken.None);
    }

    static bool Empty(SqliteSession session)
    {
        session[SqliteSql.StageTable].Execute();
        session[SqliteSql.StageClear].Execute();
        session[SqliteSql.StageKeysTable].Execute();
        session[SqliteSql.StageKeysClear].Execute();
        session[SqliteSql.StageUniqueKeysTable].Execute();
        session[SqliteSql.StageUniqueKeysClear].Execute();

        return true;
    }

    static bool Stage(
        SqliteSession session, SqliteIndexKeys keys, UniqueDeclarations declarations, DerivedRow[] page)
    {
        foreach (var row in page)
        {
            var isSnapshot = row switch
            {
                DerivedRow.State => false,
                DerivedRow.Snapshot => true,
                _ => throw new UnreachableException($"There is no table for {row}."),
            };

            session[SqliteSql.StageState]
                .Text(row.Key.TargetName.Value).Text(row.Key.TargetId.Value).Number(row.Value.Version.Number)
                .Time(row.Value.CreatedAt).Time(row.Value.UpdatedAt).Json(row.Value.Body)
                .Number(isSnapshot ? 1 : 0).Execute();

            if (!isSnapshot)
                StageKeys(session, keys, declarations, row);
        }

        return true;
    }

    static void StageKeys(
        SqliteSession session, SqliteIndexKeys keys, UniqueDeclarations declarations, DerivedRow row)
    {
        if (row.Value.Body is not { } body)
            return;

        foreach (var index in keys.Of(row.Key.TargetName))
            session[SqliteSql.StageKey]
                .Number(index.Number).Text(row.Key.TargetId.Value).Text(index.KeyOf(body)).Execute();

        foreach (var stored in declarations.Of(row.Key.TargetName))
            if (UniqueDigest.Of(stored.Declaration, body) is { } key)
                session[SqliteSql.StageUniqueKey]
                    .Number(stored.Number).Text(row.Key.TargetId.Value).Bytes(key).Execute();
    }

    static bool Replace(SqliteSession session, Tenant tenant)
    {
        foreach (var statement in Replacements)
            session[statement].Text(tenant.Value).Execute();

        return true;
    }
}
