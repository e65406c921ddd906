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

    /// <summary>The current state; <see cref="AggregateState.None"/> if there has never been one.</summary>
    public Task<AggregateState> GetAsync(AggregateKey key) => _loader.LoadAsync(key);

    /// <summary>
    /// The current state, and the position of the event that made it; <see cref="Position.Start"/> if there has never
    /// been one.
    /// </summary>
    public async Task<(AggregateState State, Position Position)> GetWithPositionAsync(
        AggregateKey key, CancellationToken cancellation)
    {
        var state = await _loader.LoadAsync(key);
        var last = await _reader.ReadHistoryAsync(
            key, new(state.Version.Number - 1), state.Version, limit: 1, cancellation);
        return (state, last.IsEmpty ? Position.Start : last[0].Position);
    }

    /// <summary>What this process saw last, for the time in which the database is away; null if it has not seen it.</summary>
    public AggregateState? FindStale(AggregateKey key) => _cache.Find(key);

    /// <summary>The state as of a version; null beyond the last one.</summary>
    public async Task<AggregateState?> GetAsync(AggregateKey key, Version version, CancellationToken cancellation)
    {
        var current = await _loader.LoadAsync(key);
        if (version > current.Version)
            return null;
        return version == current.Version ? current : await TimeTravel.ToAsync(_reader, key, version, cancellation);
    }

    /// <summary>The state as of a position of the tenant's journal; null beyond its head.</summary>
    public async Task<AggregateState?> GetAsync(AggregateKey key, Position at, CancellationToken cancellation)
    {
        if (at.Number > (await _reader.FindHeadAsync(key.Tenant, cancellation)).Number)
            return null;
        return await TimeTravel.ToAsync(
            _reader, key, await _reader.FindVersionAsync(key, at, cancellation), cancellation);
    }

    /// <summary>The state as of a time. A time to come is the state now.</summary>
    public async Task<AggregateState> GetAsync(AggregateKey key, DateTimeOffset at, CancellationToken cancellation) =>
        await TimeTravel.ToAsync(_reader, key, await _reader.FindVersionAsync(key, at, cancellation), cancellation);

    /// <summary>Events of one document after a version, oldest first; at most <see cref="QueryLimits.MaxPageBytes"/> of bodies.</summary>
    public Task<Slice<Event>> ReadHistoryAsync(
        AggregateKey key, Version after, int limit, CancellationToken cancellation) =>
        Slice.OfHistoryAsync(_reader, key, after, new(long.MaxValue), limit, QueryLimits.MaxPageBytes, cancellation);

    /// <summary>
    /// What changed from one version to another (or back), as an RFC 6902 patch; version 0 counts as an empty object.
    /// Null if a version is a deletion, or beyond the last one.
    /// </summary>
    public async Task<JsonPatch?> DiffAsync(
        AggregateKey key, Version from, Version to, CancellationToken cancellation)
    {
        return await BodyAsync(from) is { } before && await BodyAsync(to) is { } after
            ? JsonDiff.Compute(before, after)
            : null;

        async Task<JsonObject?> BodyAsync(Version version) => version == Version.None
            ? JsonObject.Empty
            : (await GetAsync(key, version, cancellation))?.Body;
    }

    /// <summary>The first outcome of a command; null if it took no effect.</summary>
    public async Task<Outcome.Success?> FindCommandAsync(
        Tenant tenant, CommandId id, CancellationToken cancellation)
    {
        var found = await _reader.FindCommandsAsync(tenant, [id], cancellation);
        return found[0] is { } stored
            ? new(id, stored.Target, stored.Version, stored.Time, stored.Events, null, IsDuplicate: true)
            : null;
    }
}
