using System.Collections.Immutable;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// Compares the keys of a tenant's complete indexes with its states, a page at a time. Others may append meanwhile: a
/// state and its key are read at one moment.
/// </summary>
sealed class SqliteIndexCheck(SqlitePool pool, Tenant tenant)
{
    readonly ImmutableArray<string>.Builder _differences = ImmutableArray.CreateBuilder<string>();

    /// <summary>A sentence for the first wrong keys of each index, and one that counts the others.</summary>
    public async Task<ImmutableArray<string>> RunAsync(CancellationToken cancellation)
    {
        foreach (var (targetName, index) in await pool.MaintainAsync(ListComplete, cancellation))
        {
            var wrong = 0L;
            for (var after = ""; after is not null;)
            {
                var (start, before) = (after, wrong);
                (after, wrong) = await pool.MaintainAsync(
                    session => Compare(session, targetName, index, start, before), cancellation);
            }

            wrong = await pool.MaintainAsync(session => FindStray(session, targetName, index, wrong), cancellation);
            if (wrong > SqliteLimits.MaxKeysShown)
                _differences.Add($"The index on {targetName} {index.Path} has {wrong} wrong or missing keys in all; "
                    + "drop and create it again, or rebuild the tenant.");
        }

        return _differences.ToImmutable();
    }

    static List<(TargetName TargetName, SqliteIndex Index)> ListComplete(SqliteSession session)
    {
        List<(TargetName, SqliteIndex)> complete = [];
        using var row = session[SqliteSql.Indexes];
        while (row.Step())
            if (row.ReadNumber(3) != 0)
                complete.Add((TargetName.Trusted(row.ReadText(1)), SqliteIndex.Of(row.ReadNumber(0), row.ReadText(2))));

        return complete;
    }

    /// <summary>
    /// Compares a page; answers the id to go on behind, null at the end, and how many keys are wrong so far.
    /// </summary>
    (string? After, long Wrong) Compare(
        SqliteSession session, TargetName targetName, SqliteIndex index, string after, long wrong)
    {
        var (documents, bytes) = (0, 0L);
        using var row = session[SqliteSql.KeysOfStates]
            .Number(index.Number).Text(tenant.Value).Text(targetName.Value).Text(after);
        while (row.Step())
        {
            var id = row.ReadText(0);
            var found = row.IsNull(2) ? null : row.ReadText(2);
            if (TryFindKey(row, new(tenant, targetName, AggregateId.Trusted(id)), index, out var expected)
                && expected != found)
                Report($"{targetName}/{id}: the index on {index.Path} "
                    + (found is null ? "does not have it" : expected is null ? "has it, but it is deleted"
                        : "has it under the key of another value"), ref wrong);

            bytes += row.ReadBytes(1).Length;
            if (++documents >= SqliteLimits.DocumentsPerIndexStep || bytes >= SqliteLimits.BytesPerIndexStep)
                return (id, wrong);
        }

        return (null, wrong);
    }

    /// <summary>
    /// The key that a state should have; false if the state can't be read, which the check of states tells.
    /// </summary>
    static bool TryFindKey(SqliteStatement row, AggregateKey key, SqliteIndex index, out string? expected)
    {
        expected = null;
        try
        {
            if (SqliteRows.ReadBody(row, 1, key) is { } body)
                expected = index.KeyOf(body);

            return true;
        }
        catch (JournalDamagedException)
        {
            return false;
        }
    }

    long FindStray(SqliteSession session, TargetName targetName, SqliteIndex index, long wrong)
    {
        using var row = session[SqliteSql.StrayKeys]
            .Number(index.Number).Text(tenant.Value).Text(targetName.Value);
        while (row.Step())
            Report($"{targetName}/{row.ReadText(0)}: the index on {index.Path} has it, but there is no such document",
                ref wrong);

        return wrong;
    }

    void Report(string difference, ref long wrong)
    {
        if (wrong++ < SqliteLimits.MaxKeysShown)
            _differences.Add(difference);
    }
}
