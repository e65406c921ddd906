namespace Patchlog.Journal.Sqlite;

/// <summary>
/// Replaces a tenant's current states and snapshots. They are gathered in a temporary table, so that nobody sees them
/// half done and the connection is free between pages, and are then put in place in one transaction.
/// </summary>
static class SqliteRebuild
{
    const int PageSize = 500;

    static readonly string[] Replacements = ["clear_states", "clear_snapshots", "take_states", "take_snapshots"];

    /// <summary>Runs while the caller keeps everybody from appending.</summary>
    public static async Task RunAsync(
        SqlitePool pool, Tenant tenant, IAsyncEnumerable<RebuiltState> states, CancellationToken cancellation)
    {
        await pool.WriteAsync(Empty, cancellation);
        await foreach (var page in states.Chunk(PageSize).WithCancellation(cancellation))
            await pool.WriteAsync(session => session.InTransaction(() => Stage(session, page)), cancellation);
        await pool.WriteAsync(session => session.InTransaction(() => Replace(session, tenant)), cancellation);
        await pool.WriteAsync(Empty, CancellationToken.None);
    }

    static bool Empty(SqliteSession session)
    {
        session["stage_table"].Execute();
        session["stage_clear"].Execute();
        return true;
    }

    static bool Stage(SqliteSession session, RebuiltState[] page)
    {
        foreach (var (key, state, isSnapshot) in page)
            session["stage_state"]
                .Text(key.TargetName.Value).Text(key.TargetId.Value).Number(state.Version.Number)
                .Time(state.CreatedAt).Time(state.UpdatedAt).Json(state.Body).Number(isSnapshot ? 1 : 0).Execute();
        return true;
    }

    static bool Replace(SqliteSession session, Tenant tenant)
    {
        foreach (var statement in Replacements)
            session[statement].Text(tenant.Value).Execute();
        return true;
    }
}
