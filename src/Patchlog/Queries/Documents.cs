using System.Collections.Immutable;
using Patchlog.Following;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Searching;
using Patchlog.States;

namespace Patchlog.Queries;

/// <summary>
/// Reads of single documents and their history. Every read sees what was acknowledged before it began, on any server
/// of the same database. Thread-safe.
/// </summary>
/// <remarks>All methods throw <see cref="JournalUnavailableException"/> when the database can't be reached.</remarks>
public sealed class Documents
{
    readonly IJournalReader _reader;
    readonly StateLoader _loader;
    readonly StateCache _cache;

    internal Documents(IJournalReader reader, StateLoader loader, StateCache cache) =>
        (_reader, _loader, _cache) = (reader, loader, cache);

    /// <summary>Reads the current state; <see cref="AggregateState.None"/> if there has never been one.</summary>
    public Task<AggregateState> GetAsync(AggregateKey key) => _loader.LoadAsync(key);

    /// <summary>
    /// The same, with the memory that a large document takes: it is counted until the answer is disposed.
    /// </summary>
    /// <param name="key">The document.</param>
    /// <param name="sender">The connection that asks; null where it is not known.</param>
    public Task<HeldState> HoldAsync(AggregateKey key, Sender? sender) =>
        _loader.HoldAsync(key, new(key.Tenant, sender), StateLimits.LargePatience);

    /// <summary>
    /// Reads the current state and the position of the event that made it; <see cref="Position.Start"/> if there has
    /// never been one.
    /// </summary>
    public async Task<(AggregateState State, Position Position)> GetWithPositionAsync(
        AggregateKey key, CancellationToken cancellation)
    {
        var state = await _loader.LoadAsync(key);
        var (last, _) = await _reader.ReadHistoryAsync(
            key, new(state.Version.Number - 1), state.Version, limit: 1, long.MaxValue, cancellation);

        return (state, last.IsEmpty ? Position.Start : last[0].Position);
    }

    /// <summary>
    /// Finds the state that this process saw last, for reads while the database is away; null if it has not seen one.
    /// </summary>
    public AggregateState? FindStale(AggregateKey key) => _cache.Find(key);

    /// <summary>
    /// Reads the state at a version. Beyond the last version it is refused with <c>not-found</c>, and with
    /// <c>history-too-costly</c> if its fold would take more than a reader may have.
    /// </summary>
    /// <param name="key">The document.</param>
    /// <param name="version">The version, at least 1.</param>
    /// <param name="cancellation">Ends the read, and its fold before the next event.</param>
    public Task<Result<AggregateState>> GetAsync(
        AggregateKey key, Version version, CancellationToken cancellation) =>
        GetAsync(key, version, new(), cancellation);

    /// <summary>Reads the state at a moment; <see cref="AggregateState.None"/> if there was none.</summary>
    /// <param name="key">The document.</param>
    /// <param name="at">
    /// The moment; a position beyond the head is refused with <c>position-beyond-head</c>, and one whose fold would
    /// take more than a reader may have with <c>history-too-costly</c>.
    /// </param>
    /// <param name="cancellation">Ends the read, and its fold before the next event.</param>
    public async Task<Result<AggregateState>> GetAsync(AggregateKey key, Moment at, CancellationToken cancellation)
    {
        if (at is Moment.AtPosition { Position: var asked }
            && !FeedPosition.TryReach(
                asked, await _reader.FindHeadAsync(key.Tenant, cancellation), out var problem))
            return problem;

        var version = await at.Match(
            position => _reader.FindVersionAsync(key, position, cancellation),
            time => _reader.FindVersionAsync(key, time, cancellation));

        return await TimeTravel.ToAsync(_reader, key, version, new(), cancellation);
    }

    /// <summary>
    /// Reads a page of the events of one document, oldest first, with at most <see cref="QueryLimits.MaxPageBytes"/> of
    /// bodies.
    /// </summary>
    /// <param name="key">The document.</param>
    /// <param name="after">The version after which the page begins, exclusive.</param>
    /// <param name="limit">The most events, at least 1.</param>
    /// <param name="cancellation">Ends the read.</param>
    public Task<Page<Event>> ReadHistoryAsync(
        AggregateKey key, Version after, int limit, CancellationToken cancellation) =>
        _reader.ReadHistoryAsync(key, after, new(long.MaxValue), limit, QueryLimits.MaxPageBytes, cancellation);

    /// <summary>
    /// Reads the events of one document in a range of versions if they are small: none if they are not.
    /// </summary>
    /// <param name="key">The document.</param>
    /// <param name="after">The version before the first of them.</param>
    /// <param name="upTo">The version of the last of them.</param>
    /// <param name="maxBytes">The most bytes of their documents.</param>
    /// <param name="cancellation">Ends the read.</param>
    public Task<ImmutableArray<Event>> ReadSinceAsync(
        AggregateKey key, Version after, Version upTo, int maxBytes, CancellationToken cancellation) =>
        _reader.ReadSinceAsync(key, after, upTo, maxBytes, cancellation);

    /// <summary>
    /// Computes the difference of two versions as an RFC 6902 patch; version 0 counts as an empty object. It is refused
    /// with <c>deleted</c> if one of them is a deletion, with <c>not-found</c> beyond the last version, and with
    /// <c>history-too-costly</c> if the folds would take more than a reader may have.
    /// </summary>
    /// <param name="key">The document.</param>
    /// <param name="from">The version that the patch applies to; it may be the later one.</param>
    /// <param name="to">The version that the patch leads to.</param>
    /// <param name="cancellation">Ends the reads.</param>
    public async Task<Result<JsonPatch>> DiffAsync(
        AggregateKey key, Version from, Version to, CancellationToken cancellation)
    {
        var budget = new FoldBudget();
        if (!(await GetBodyAsync(key, from, budget, cancellation)).TryGet(out var before, out var problem)
            || !(await GetBodyAsync(key, to, budget, cancellation)).TryGet(out var after, out problem))
            return problem;

        cancellation.ThrowIfCancellationRequested();
        return JsonDiff.Compute(before, after);
    }

    /// <summary>Finds the first outcome of a command; null if it took no effect.</summary>
    public async Task<Outcome.Success?> FindCommandAsync(
        Tenant tenant, CommandId id, CancellationToken cancellation)
    {
        var found = await _reader.FindCommandsAsync(tenant, [id], cancellation);

        return found[0] is { } stored
            ? new(id, stored.Target, stored.Version, stored.Time, stored.Events, null, IsDuplicate: true)
            : null;
    }

    async Task<Result<AggregateState>> GetAsync(
        AggregateKey key, Version version, FoldBudget budget, CancellationToken cancellation)
    {
        var current = await _loader.LoadAsync(key);
        if (current.Version == Version.None)
            return new Problem(ProblemCode.NotFound, $"There is no {key}.");

        if (version > current.Version)
            return new Problem(ProblemCode.NotFound, $"{key} has no version {version}; its last is {current.Version}.")
            {
                CurrentVersion = current.Version,
            };

        return version == current.Version
            ? current
            : await TimeTravel.ToAsync(_reader, key, version, budget, cancellation);
    }

    async Task<Result<JsonObject>> GetBodyAsync(
        AggregateKey key, Version version, FoldBudget budget, CancellationToken cancellation)
    {
        if (version == Version.None)
            return JsonObject.Empty;

        if (!(await GetAsync(key, version, budget, cancellation)).TryGet(out var state, out var problem))
            return problem;

        return state.Body is { } body
            ? body
            : new Problem(ProblemCode.Deleted, $"{key} was deleted by version {version}: there is nothing to compare.");
    }
}
