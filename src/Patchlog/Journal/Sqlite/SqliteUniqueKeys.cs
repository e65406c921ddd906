using System.Collections.Immutable;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// What is declared unique, and keys, in bounded steps, between which others append. Thread-safe.
/// </summary>
/// <param name="pool">The connections.</param>
/// <param name="declarations">Knows what is declared.</param>
/// <param name="appending">
/// Held in each step that writes; by a rebuild, too, which writes the keys of what was declared when it began.
/// </param>
sealed class SqliteUniqueKeys(SqlitePool pool, SqliteDeclarations declarations, SemaphoreSlim appending)
    : IUniqueKeyStore
{
    public Task<ImmutableArray<StoredDeclaration>> ListAsync(CancellationToken cancellation) =>
        pool.ReadAsync(SqliteDeclarations.List, cancellation);

    public Task<StoredDeclaration> AddAsync(
        UniqueDeclaration declaration, bool isOfBundle, CancellationToken cancellation) =>
        StepAsync(session =>
        {
            var stored = SqliteDeclarations.List(session);
            if (!stored.Any(one => one.Declaration.Equals(declaration)))
            {
                UniqueDeclarer.RequireRoom(
                    declaration, stored.Length,
                    stored.Count(one => one.Declaration.TargetName == declaration.TargetName));
            }

            session[SqliteSql.AddDeclaration]
                .Text(declaration.TargetName.Value).Text(declaration.PathsText).Number(isOfBundle ? 1 : 0).Execute();

            return SqliteDeclarations.List(session).First(one => one.Declaration.Equals(declaration));
        }, cancellation);

    public Task<bool> TryMoveAsync(StoredDeclaration from, UniqueStage to, CancellationToken cancellation) =>
        StepAsync(session =>
        {
            using var row = session[SqliteSql.MoveDeclaration]
                .Number(from.Number).Text(StoredDeclaration.NameOf(from.Stage)).Text(StoredDeclaration.NameOf(to));

            return row.Step();
        }, cancellation);

    // The file has one server, which says what it uses before it declares, and does both in turn.
    public Task<bool> TryDropUnnamedAsync(
        StoredDeclaration from, ImmutableArray<string> known, CancellationToken cancellation) =>
        StepAsync(session =>
        {
            using var row = session[SqliteSql.DropUnnamedDeclaration]
                .Number(from.Number).Text(StoredDeclaration.NameOf(from.Stage));

            return row.Step();
        }, cancellation);

    public Task ForgetAsync(StoredDeclaration declaration, CancellationToken cancellation) =>
        StepAsync(session =>
        {
            session[SqliteSql.ForgetDeclaration].Number(declaration.Number).Execute();
            return true;
        }, cancellation);

    // One append after another: whoever changed what is declared was alone.
    public Task PassAsync(Tenant tenant, CancellationToken cancellation) => Task.CompletedTask;

    public Task<(int Documents, AggregateId? Last)?> BuildAsync(
        StoredDeclaration declaration, Tenant tenant, AggregateId? after, CancellationToken cancellation) =>
        StepAsync<(int, AggregateId?)?>(session =>
        {
            if (!SqliteDeclarations.List(session).Contains(declaration))
                return null;

            var page = ReadPage(
                session[SqliteSql.Scan]
                    .Text(tenant.Value).Text(declaration.Declaration.TargetName.Value).Text(after?.Value ?? ""),
                declaration, tenant, bodyColumn: SqliteRows.BodyOfState + 1, keyColumn: null);
            foreach (var document in page)
                SqliteBatchKeys.Write(session, declaration.Number, tenant, document.Id, document.Expected);

            return (page.Count, page.Count == 0 ? null : page[^1].Id);
        }, cancellation);

    public Task<ImmutableArray<UniqueTwins>> FindTwinsAsync(
        StoredDeclaration declaration, Tenant tenant, int limit, CancellationToken cancellation) =>
        pool.MaintainAsync(session => session.InSnapshot(() =>
        {
            List<(byte[] Key, long Count)> values = [];
            using (var row = session[SqliteSql.FindTwins]
                .Text(tenant.Value).Number(declaration.Number).Number(limit))
                while (row.Step())
                    values.Add((row.ReadBytes(0).ToArray(), row.ReadNumber(1)));

            return values.Select(value => new UniqueTwins(
                tenant, FindHolders(session, declaration, tenant, value.Key), value.Count)).ToImmutableArray();
        }), cancellation);

    public Task<bool> RemoveAsync(StoredDeclaration declaration, Tenant tenant, CancellationToken cancellation) =>
        StepAsync(session =>
        {
            using var row = session[SqliteSql.RemoveUniqueKeys]
                .Text(tenant.Value).Number(declaration.Number).Number(UniquenessLimits.DocumentsPerStep);
            var isAny = row.Step();
            while (row.Step())
            {
                // A row for each key.
            }

            return isAny;
        }, cancellation);

    public Task<Page<HeldKey>> ReadAsync(
        StoredDeclaration declaration, Tenant tenant, AggregateId? after, CancellationToken cancellation) =>
        pool.MaintainAsync<Page<HeldKey>>(session =>
        {
            var page = ReadPage(
                session[SqliteSql.ReadUniqueKeys]
                    .Number(declaration.Number).Text(StoredDeclaration.NameOf(declaration.Stage)).Text(tenant.Value)
                    .Text(declaration.Declaration.TargetName.Value).Text(after?.Value ?? ""),
                declaration, tenant, bodyColumn: 1, keyColumn: 2);

            return new([.. page], HasMore: page.Count > 0);
        }, cancellation);

    public Task<ImmutableArray<string>> FindStrayAsync(Tenant tenant, int limit, CancellationToken cancellation) =>
        pool.MaintainAsync(session =>
        {
            var ids = ImmutableArray.CreateBuilder<string>();
            using var row = session[SqliteSql.StrayUniqueKeys].Text(tenant.Value).Number(limit);
            while (row.Step())
                ids.Add(row.ReadText(0));

            return ids.ToImmutable();
        }, cancellation);

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
                    declarations.Read(session);
                }
            }, cancellation);
        }
        finally
        {
            appending.Release();
        }
    }

    static ImmutableArray<AggregateId> FindHolders(
        SqliteSession session, StoredDeclaration declaration, Tenant tenant, byte[] key)
    {
        var holders = ImmutableArray.CreateBuilder<AggregateId>();
        using var row = session[SqliteSql.Holders]
            .Text(tenant.Value).Number(declaration.Number).Bytes(key).Number(UniquenessLimits.MaxHoldersShown);
        while (row.Step())
            holders.Add(AggregateId.Trusted(row.ReadText(0)));

        return holders.ToImmutable();
    }

    /// <summary>
    /// Documents with the keys that they should have and, if there is a column of them, those they
    /// have.
    /// </summary>
    static List<HeldKey> ReadPage(
        SqliteStatement statement, StoredDeclaration declaration, Tenant tenant, int bodyColumn, int? keyColumn)
    {
        List<HeldKey> page = [];
        var bytes = 0L;
        using var row = statement;
        while (page.Count < UniquenessLimits.DocumentsPerStep && bytes < UniquenessLimits.BytesPerStep && row.Step())
        {
            var id = AggregateId.Trusted(row.ReadText(0));
            var found = keyColumn is { } column && !row.IsNull(column) ? row.ReadBytes(column).ToArray() : null;
            bytes += row.ReadBytes(bodyColumn).Length;
            try
            {
                var body = SqliteRows.ReadBody(row, bodyColumn, new(tenant, declaration.Declaration.TargetName, id));
                page.Add(new(id, UniqueDigest.Of(declaration.Declaration, body), found));
            }
            catch (JournalDamagedException) when (keyColumn is not null)
            {
                // Others tell of it: what its key should be can't be said.
                page.Add(new(id, found, found));
            }
        }

        return page;
    }
}
