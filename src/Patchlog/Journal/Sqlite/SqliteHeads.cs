namespace Patchlog.Journal.Sqlite;

/// <summary>The heads of tenants, and whether those known before are still there.</summary>
static class SqliteHeads
{
    /// <summary>The head of a tenant now.</summary>
    /// <exception cref="JournalDamagedException">The row of the last event holds none.</exception>
    public static FoundHead Find(SqliteSession session, TenantHead asked)
    {
        try
        {
            var (head, _) = Find(session, asked.Tenant);

            return new(head, IsGone(session, asked, head));
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw DamagedRow.OfHead(asked.Tenant, failure);
        }
    }

    /// <summary>The head of a tenant, and its time; <see cref="Head.Start"/> for a tenant without events.</summary>
    public static (Head Head, DateTimeOffset Time) Find(SqliteSession session, Tenant tenant)
    {
        using var row = session[SqliteSql.Head].Text(tenant.Value);

        return row.Step()
            ? (new(new(row.ReadNumber(0)), EventDigest.FromBytes(row.ReadBytes(2))), SqliteRows.ReadTime(row, 1))
            : (Head.Start, DateTimeOffset.MinValue);
    }

    /// <summary>Whether the event of a head that was known is not there, or another one is.</summary>
    public static bool IsGone(SqliteSession session, TenantHead asked, Head head)
    {
        var known = asked.Known;
        if (known.Position == Position.Start || known == head)
            return false;

        if (known.Position.Number >= head.Position.Number)
            return true;

        using var row = session[SqliteSql.Digest].Text(asked.Tenant.Value).Number(known.Position.Number);

        return !row.Step() || EventDigest.FromBytes(row.ReadBytes(0)) != known.Digest;
    }
}
