using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Patchlog.Following;
using Patchlog.Journal;

namespace Patchlog.Publishing;

/// <summary>
/// The feed of every tenant: pages of it, and readers that follow it. A tenant is watched as long as it has a reader:
/// local commits arrive by themselves, commits of other servers by hint, and the database is polled for those that no
/// hint announced. Thread-safe; one per process.
/// </summary>
public sealed partial class Feed : IAsyncDisposable
{
    readonly ReportingFeed _journal;
    readonly FeedLimits _limits;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly Lock _lock = new();
    readonly Dictionary<Tenant, TenantTail> _tails = [];
    readonly LongPageBudget _budget;
    readonly Batcher<Tenant, Head> _heads;
    readonly Func<Guid> _epoch;
    readonly Action<Tenant> _lost;
    readonly CancellationTokenSource _closing = new();
    Task _watching = Task.CompletedTask;
    bool _isWatching;

    /// <param name="journal">The journal.</param>
    /// <param name="epoch">Answers the epoch that there is now.</param>
    /// <param name="lost">Called when a tenant's journal has lost its end.</param>
    /// <param name="damage">Takes the damage that readers meet.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes failures.</param>
    internal Feed(
        IJournalFeed journal, Func<Guid> epoch, Action<Tenant> lost, DamageLog damage, FeedLimits limits,
        TimeProvider time, ILogger logger)
    {
        (_journal, _epoch, _lost, _limits, _time, _logger) = (new(journal, damage), epoch, lost, limits, time, logger);
        _budget = new(limits.MaxLongPagesBytes);
        _heads = new(FeedLimits.MaxParallelHeadQueries, FeedLimits.MaxHeadsPerQuery, FindHeadsAsync);
    }

    /// <summary>The random id of the database's numbering: positions of another epoch mean nothing here.</summary>
    public Guid Epoch => _epoch();

    /// <summary>
    /// Reads a page of the feed. It may be empty and yet not the last one: <see cref="FeedPage.Through"/> says how far
    /// it looked.
    /// </summary>
    /// <param name="tenant">The tenant whose events these are.</param>
    /// <param name="filter">The wanted events.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="limit">The most events, at least 1.</param>
    /// <param name="cancellation">Ends the read.</param>
    /// <returns>
    /// The page, which the caller disposes, and the head of the journal when it was read; or
    /// <c>position-beyond-head</c>.
    /// </returns>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    public async Task<Result<(FeedPage Page, Position Head)>> ReadAsync(
        Tenant tenant, FeedFilter filter, FeedStart start, int limit, CancellationToken cancellation)
    {
        var head = await FindHeadAsync(tenant, cancellation);
        if (!TryResolve(start, head, out var after, out var problem))
            return problem;

        if (after == head)
            return (new FeedPage([], head), head);

        var upTo = filter.TargetId is null
            ? Math.Min(head.Number, after.Number + _limits.MaxSinglePageScan)
            : head.Number;
        var page = await _journal.ReadAsync(
            tenant, new(after, new(upTo), filter, limit, _limits.MaxSinglePageBytes), cancellation);

        return (page, head);
    }

    /// <summary>
    /// Opens a reader that follows the feed. From then on nothing after its <see cref="FeedReader.Position"/> can be
    /// missed.
    /// </summary>
    /// <param name="tenant">The tenant whose events these are.</param>
    /// <param name="filter">The wanted events.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>The reader, which the caller disposes; or <c>position-beyond-head</c>.</returns>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    public async Task<Result<FeedReader>> OpenAsync(
        Tenant tenant, FeedFilter filter, FeedStart start, CancellationToken cancellation)
    {
        var tail = Hold(tenant);
        try
        {
            await tail.StartAsync().WaitAsync(cancellation);

            var head = await FindHeadAsync(tenant, cancellation);
            if (TryResolve(start, head, out var after, out var problem))
                return new FeedReader(
                    tenant, filter, after, _journal, tail, _limits, _time, _budget, () => Release(tenant, tail));

            Release(tenant, tail);
            return problem;
        }
        catch
        {
            Release(tenant, tail);
            throw;
        }
    }

    /// <summary>Resolves a start to the position that it means now; or <c>position-beyond-head</c>.</summary>
    internal async Task<Result<Position>> ResolveAsync(
        Tenant tenant, FeedStart start, CancellationToken cancellation) =>
        TryResolve(start, await FindHeadAsync(tenant, cancellation), out var after, out var problem) ? after : problem;

    /// <summary>
    /// There is a new epoch: ends all readers, because what comes next may not follow what they have read.
    /// </summary>
    internal void EndReaders()
    {
        lock (_lock)
        {
            foreach (var tail in _tails.Values)
                tail.End();

            _tails.Clear();
        }
    }

    /// <summary>Takes the events that this process has committed.</summary>
    internal void Add(Tenant tenant, AppendResult result)
    {
        if (result.HeadAfter != result.Head && Find(tenant) is { } tail)
            tail.Add(result);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _watching;
    }

    /// <summary>
    /// The last position of a tenant, as the database says. Thousands who subscribe at once share their questions.
    /// </summary>
    internal async Task<Position> FindHeadAsync(Tenant tenant, CancellationToken cancellation) =>
        (await _heads.AskAsync(tenant).WaitAsync(cancellation)).Position;

    /// <summary>Asks the database, and lets the tails know what it says.</summary>
    async Task<Head[]> FindHeadsAsync(Tenant[] tenants)
    {
        var tails = Array.ConvertAll(tenants, Find);
        var asked = tenants.Zip(tails, static (tenant, tail) => new TenantHead(tenant, tail?.Head ?? Head.Start));
        var found = await _journal.FindHeadsAsync([.. asked], CancellationToken.None);

        for (var i = 0; i < found.Length; i++)
        {
            if (found[i].IsGone)
                _lost(tenants[i]);
            else
                tails[i]?.Learn(found[i].Head);
        }

        return Array.ConvertAll(found, head => head.Head);
    }

    static bool TryResolve(
        FeedStart start, Position head, out Position after, [NotNullWhen(false)] out Problem? problem)
    {
        after = start.After ?? head;
        return FeedPosition.TryReach(after, head, out problem);
    }

    TenantTail? Find(Tenant tenant)
    {
        lock (_lock)
            return _tails.GetValueOrDefault(tenant);
    }

    TenantTail Hold(Tenant tenant)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);

            if (!_tails.TryGetValue(tenant, out var tail))
                _tails.Add(tenant, tail = new(tenant, _journal, _limits, TailBudget, Supervise));

            tail.Readers++;

            if (!_isWatching)
                _watching = Task.WhenAll(Task.Run(ListenAsync), Task.Run(PollAsync));

            _isWatching = true;

            return tail;
        }
    }

    void Release(Tenant tenant, TenantTail tail)
    {
        lock (_lock)
        {
            if (--tail.Readers == 0 && _tails.GetValueOrDefault(tenant) == tail)
                _tails.Remove(tenant);
        }
    }

    long TailBudget() =>
        Math.Min(_limits.MaxTailBytesPerTenant, _limits.MaxTailBytes / Math.Max(1, _tails.Count));

    async Task ListenAsync()
    {
        try
        {
            await _journal.ListenAsync(Hear, _closing.Token);
        }
        catch (OperationCanceledException)
        {
            // The feed is closing.
        }
        catch (Exception failure)   // a bug; polling goes on without hints
        {
            LogListeningFailed(_logger, failure);
        }
    }

    async Task PollAsync()
    {
        using var timer = new PeriodicTimer(_limits.PollInterval, _time);

        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token))
                await PollOnceAsync();
        }
        catch (OperationCanceledException)
        {
            // The feed is closing.
        }
    }

    async Task PollOnceAsync()
    {
        KeyValuePair<Tenant, TenantTail>[] watched;
        lock (_lock)
            watched = [.. _tails];

        // With every new tenant there is less for each, also for those of which nothing new comes.
        foreach (var (_, tail) in watched)
            tail.Trim();

        try
        {
            await Task.WhenAll(watched.Select(pair => _heads.AskAsync(pair.Key)));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)  // the next tick asks again
        {
            if (failure is not JournalDamagedException)     // which is in the log
                LogPollFailed(_logger, failure);
        }
    }

    // Anybody who may connect may send a hint: it only wakes the question.
    void Hear(Tenant tenant, Position head)
    {
        if (Find(tenant) is { } tail && tail.Head.Position.Number < head.Number)
            Supervise(_heads.AskAsync(tenant));
    }

    // Nobody awaits this work: its failure is logged.
    internal void Supervise(Task work) => _ = ObserveAsync(work);

    async Task ObserveAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception failure)   // whatever it is, somebody must hear of it
        {
            if (failure is not JournalDamagedException)     // which is in the log
                LogCatchUpFailed(_logger, failure);
        }
    }

    [LoggerMessage(1201, LogLevel.Warning, "The database could not be polled for events of other servers")]
    static partial void LogPollFailed(ILogger logger, Exception failure);

    [LoggerMessage(1202, LogLevel.Error, "Listening for commits of other servers failed: this is a bug")]
    static partial void LogListeningFailed(ILogger logger, Exception failure);

    [LoggerMessage(1203, LogLevel.Error, "Events of other servers could not be read: this is a bug")]
    static partial void LogCatchUpFailed(ILogger logger, Exception failure);
}
