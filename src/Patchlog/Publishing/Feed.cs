using Microsoft.Extensions.Logging;
using Patchlog.Following;
using Patchlog.Journal;

namespace Patchlog.Publishing;

/// <summary>
/// The journal's tail, to whoever listens. A tenant is watched as long as it has a reader: local commits come by
/// themselves, those of other servers by hint, and the database is asked every second for what no hint told of.
/// Thread-safe; one per process.
/// </summary>
public sealed partial class Feed : IAsyncDisposable
{
    /// <summary>Bytes of text after which a page ends, whatever was asked for.</summary>
    const long MaxPageBytes = 4 << 20;

    /// <summary>Positions that one page looks through in search of wanted events.</summary>
    const long MaxPageScan = 100_000;

    /// <summary>What a watched tenant may keep in any case.</summary>
    const long LeastTailBytes = 64 << 10;

    readonly IJournalFeed _journal;
    readonly FeedLimits _limits;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly Lock _lock = new();
    readonly Dictionary<Tenant, TenantTail> _tails = [];
    readonly PageBudget _budget;
    readonly CancellationTokenSource _closing = new();
    Task _watching = Task.CompletedTask;
    bool _isWatching;

    internal Feed(IJournalFeed journal, Guid epoch, FeedLimits limits, TimeProvider time, ILogger logger)
    {
        (_journal, Epoch, _limits, _time, _logger) = (journal, epoch, limits, time, logger);
        _budget = new(limits.MaxLongPagesBytes);
    }

    /// <summary>The random id of the database's numbering: positions of another epoch mean nothing here.</summary>
    public Guid Epoch { get; }

    /// <summary>
    /// A page of the feed. It may be empty and yet not the last: <see cref="FeedBatch.Through"/> says how far it looked.
    /// </summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="filter">Which events.</param>
    /// <param name="start">After which position.</param>
    /// <param name="limit">The most events.</param>
    /// <param name="cancellation">Ends the read.</param>
    /// <returns>The page, and the head of the journal when it was read; or why there is none.</returns>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    public async Task<(FeedBatch? Page, Position Head, Problem? Refusal)> ReadAsync(
        Tenant tenant, FeedFilter filter, FeedStart start, int limit, CancellationToken cancellation)
    {
        var head = (await _journal.FindHeadsAsync([tenant], cancellation))[0];
        if (Refuse(start, head) is { } refusal)
            return (null, head, refusal);
        var after = start.After ?? head;
        if (after == head)
            return (new([], head), head, null);
        var upTo = filter.TargetId is null ? Math.Min(head.Number, after.Number + MaxPageScan) : head.Number;
        var page = await _journal.ReadAsync(tenant, new(after, new(upTo), filter, limit, MaxPageBytes), cancellation);
        return (page, head, null);
    }

    /// <summary>
    /// Opens a reader that stays. When it is there, nothing after its <see cref="FeedReader.Position"/> can be missed.
    /// </summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="filter">Which events.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>The reader, to be disposed; or why there is none.</returns>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    public async Task<(FeedReader? Reader, Problem? Refusal)> OpenAsync(
        Tenant tenant, FeedFilter filter, FeedStart start, CancellationToken cancellation)
    {
        var tail = Hold(tenant);
        try
        {
            await tail.StartAsync().WaitAsync(cancellation);
            var head = (await _journal.FindHeadsAsync([tenant], cancellation))[0];
            tail.Learn(head);
            if (Refuse(start, head) is { } refusal)
            {
                Release(tenant, tail);
                return (null, refusal);
            }
            return (new(tenant, filter, start.After ?? head, _journal, tail, _limits, _time, _budget,
                () => Release(tenant, tail)), null);
        }
        catch
        {
            Release(tenant, tail);
            throw;
        }
    }

    /// <summary>The position that a start means now; or why it means none.</summary>
    internal async Task<(Position Position, Problem? Refusal)> ResolveAsync(
        Tenant tenant, FeedStart start, CancellationToken cancellation)
    {
        var head = (await _journal.FindHeadsAsync([tenant], cancellation))[0];
        return (start.After ?? head, Refuse(start, head));
    }

    /// <summary>Takes what this process has committed.</summary>
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

    static Problem? Refuse(FeedStart start, Position head) => start.After is { } after && after.Number > head.Number
        ? new(ProblemCode.PositionBeyondHead, $"The position {after} is beyond the end of the journal, which is {head}.")
        : null;

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
                _tails.Add(tenant, tail = new(tenant, _journal, _limits, BudgetOfATail, Own));
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
            if (--tail.Readers == 0)
                _tails.Remove(tenant);
        }
    }

    long BudgetOfATail() => Math.Min(
        _limits.MaxTailBytesPerTenant, Math.Max(LeastTailBytes, _limits.MaxTailBytes / Math.Max(1, _tails.Count)));

    async Task ListenAsync()
    {
        try
        {
            await _journal.ListenAsync((tenant, head) => Find(tenant)?.Learn(head), _closing.Token);
        }
        catch (OperationCanceledException)
        {
            // The feed is closing.
        }
        catch (Exception failure)   // a bug; polling goes on
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
        KeyValuePair<Tenant, TenantTail>[] tails;
        lock (_lock)
            tails = [.. _tails];
        if (tails.Length == 0)
            return;
        try
        {
            var heads = await _journal.FindHeadsAsync([.. tails.Select(tail => tail.Key)], _closing.Token);
            for (var i = 0; i < heads.Length; i++)
                tails[i].Value.Learn(heads[i]);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)  // the next tick asks again
        {
            LogPollFailed(_logger, failure);
        }
    }

    void Own(Task work) => _ = work.ContinueWith(
        static (failed, state) => LogCatchUpFailed((ILogger)state!, failed.Exception), _logger, CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    [LoggerMessage(1201, LogLevel.Warning, "The database could not be asked for what other servers wrote")]
    static partial void LogPollFailed(ILogger logger, Exception failure);

    [LoggerMessage(1202, LogLevel.Error, "Listening to other servers failed: this is a bug")]
    static partial void LogListeningFailed(ILogger logger, Exception failure);

    [LoggerMessage(1203, LogLevel.Error, "What others wrote could not be read: this is a bug")]
    static partial void LogCatchUpFailed(ILogger logger, Exception? failure);
}
