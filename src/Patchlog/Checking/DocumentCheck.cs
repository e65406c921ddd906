using Patchlog.Bundles;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Searching;

namespace Patchlog.Checking;

/// <summary>
/// Holds the living documents of a database against a bundle that may become active: which would its schemas refuse,
/// and which share values that must be unique? Others may write meanwhile; documents are read page by page, as they are
/// then. Changes nothing.
/// </summary>
/// <param name="reader">Reads the database.</param>
/// <param name="bundle">The bundle.</param>
sealed class DocumentCheck(IJournalReader reader, Bundle bundle)
{
    readonly List<RefusedDocument> _refused = [];
    readonly List<TwinDocuments> _twins = [];
    DocumentReport _report = new();

    /// <summary>Looks at all documents of the types that the bundle has a schema for.</summary>
    /// <param name="progress">Told after every page.</param>
    /// <param name="cancellation">Stops between pages.</param>
    public async Task<DocumentReport> RunAsync(
        IProgress<CheckProgress>? progress, CancellationToken cancellation)
    {
        foreach (var tenant in await reader.ListTenantsAsync(cancellation))
        {
            // What the server says of itself is no affair of a bundle.
            if (tenant == Tenant.System)
                continue;

            foreach (var type in bundle.Types)
            {
                if (type.Schema is not null)
                    await CheckAsync(tenant, type, progress, cancellation);
            }
        }

        return _report with { FirstRefused = [.. _refused], FirstTwins = [.. _twins] };
    }

    async Task CheckAsync(
        Tenant tenant, AggregateDefinition type, IProgress<CheckProgress>? progress, CancellationToken cancellation)
    {
        var query = new Query(tenant, type.Name);
        var checks = DeclarationsOf(type).Select(declaration => new TwinCheck(declaration)).ToArray();
        await EachAsync(
            query,
            (id, document) =>
            {
                Judge(new(tenant, type.Name, id), type, document);
                foreach (var check in checks)
                    check.Count(document);
            },
            progress, cancellation);

        var twins = checks.Where(check => check.Twins > 0).ToArray();
        if (twins.Length > 0)
            await NameAsync(query, twins, cancellation);
    }

    static IEnumerable<UniqueDeclaration> DeclarationsOf(AggregateDefinition type)
    {
        foreach (var key in type.UniqueKeys)
        {
            if (UniqueDeclaration.TryCreate(type.Name, key.Paths, out var declaration, out _))
                yield return declaration;
        }
    }

    void Judge(AggregateKey key, AggregateDefinition type, JsonObject document)
    {
        _report = _report with { Documents = _report.Documents + 1 };
        if (type.Schema is not { } schema || schema.IsValid(document))
            return;

        _report = _report with { Refused = _report.Refused + 1 };
        if (_refused.Count < CheckingLimits.MaxRefusedShown)
            _refused.Add(new(key, schema.Validate(document, CheckingLimits.MaxErrorsShown)));
    }

    async Task NameAsync(Query query, TwinCheck[] checks, CancellationToken cancellation)
    {
        _report = _report with { Twins = _report.Twins + checks.Sum(check => check.Twins) };
        if (_twins.Count == CheckingLimits.MaxTwinsShown)
            return;

        await EachAsync(
            query,
            (id, document) =>
            {
                foreach (var check in checks)
                    check.Name(id, document);
            },
            progress: null, cancellation);

        var found = checks.SelectMany(check => check.Shown.Select(
            ids => new TwinDocuments(query.Tenant, check.Declaration, ids)));
        _twins.AddRange(found.Take(CheckingLimits.MaxTwinsShown - _twins.Count));
    }

    async Task EachAsync(
        Query query, Action<AggregateId, JsonObject> look, IProgress<CheckProgress>? progress,
        CancellationToken cancellation)
    {
        KeysetPosition? after = null;
        while (true)
        {
            var (items, hasMore) = await reader.FindAsync(
                query, after, CheckingLimits.DocumentsPerPage, CheckingLimits.BytesPerPage, cancellation);
            foreach (var (id, state) in items)
            {
                if (state.Body is { } document)
                    look(id, document);
            }

            progress?.Report(new(query.Tenant, query.TargetName, _report.Documents));
            if (!hasMore)
                return;

            after = query.PositionOf(items[^1].Id, items[^1].State);
        }
    }
}
