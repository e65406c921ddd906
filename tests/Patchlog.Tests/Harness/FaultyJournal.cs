using System.Collections.Immutable;
using Patchlog.Journal;
using Patchlog.Testing;

namespace Patchlog.Tests.Harness;

/// <summary>
/// A real journal in a bad world: the way to it can be held up, cut before the append or after it, and others may write
/// meanwhile. What gets through goes to the journal as it is.
/// </summary>
sealed class FaultyJournal : IJournal
{
    readonly IJournal _inner;
    readonly Lock _lock = new();
    readonly Queue<Fate> _fates = new();
    readonly List<IReadOnlyList<Append>> _batches = [];
    TaskCompletionSource _open = Opened();
    TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FaultyJournal(IJournal inner)
    {
        _inner = inner;
        Reader = new WatchedReader(
            inner.Reader, () => AreReadsCut ? throw Away(Applied.No) : BeforeRead?.Invoke() ?? Task.CompletedTask);
    }

    /// <summary>The journal itself, as others reach it.</summary>
    public IJournal Inner => _inner;

    public Durability Durability => _inner.Durability;

    public DateTimeOffset Now => _inner.Now;

    public Guid Epoch => _inner.Epoch;

    public WatchedReader Reader { get; }

    IJournalReader IJournal.Reader => Reader;

    public IJournalFeed Feed => _inner.Feed;

    public IDurableSubscriptionStore DurableSubscriptions => _inner.DurableSubscriptions;

    public IBundleStore Bundles => _inner.Bundles;

    public IProcessStore Processes => _inner.Processes;

    public IJournalIndexes Indexes => _inner.Indexes;

    public IUniqueKeyStore UniqueKeys => _inner.UniqueKeys;

    /// <summary>Whether reads fail.</summary>
    public bool AreReadsCut { get; set; }

    /// <summary>What somebody does just before a read; null for nothing.</summary>
    public Func<Task>? BeforeRead { get; init; }

    /// <summary>What somebody does just before a batch is appended; null for nothing.</summary>
    public Func<IReadOnlyList<Append>, Task>? Before { get; set; }

    /// <summary>What becomes of an entry on its way; null if it stays as it is.</summary>
    public Func<Append, Append>? Bend { get; init; }

    /// <summary>What happens when an append meets with a fate; null for nothing.</summary>
    public Action? AtFault { get; set; }

    /// <summary>The batches that came, in order, those that were cut off included.</summary>
    public IReadOnlyList<IReadOnlyList<Append>> Batches { get { lock (_lock) return [.. _batches]; } }

    /// <summary>What becomes of the next appends to arrive; when it is used up, they pass.</summary>
    public void Then(params Fate[] fates)
    {
        lock (_lock)
            foreach (var fate in fates)
                _fates.Enqueue(fate);
    }

    /// <summary>Lets no append go on until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_lock)
            _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Release()
    {
        lock (_lock)
            _open.TrySetResult();
    }

    /// <summary>Waits until so many appends have come in all.</summary>
    public async Task ArrivedAsync(int count)
    {
        while (true)
        {
            Task arrival;
            lock (_lock)
            {
                if (_batches.Count >= count)
                    return;
                arrival = _arrival.Task;
            }
            await Eventually.EndsAsync(arrival, what: $"append {count} reaches the journal");
        }
    }

    public async Task<AppendResult> AppendAsync(
        Tenant tenant, IReadOnlyList<Append> batch, AppendFence fence, CancellationToken cancellation)
    {
        var (open, fate) = Enter(batch);
        await open;
        if (fate == Fate.Bug)
            throw new InvalidOperationException("Something nobody thought of.");
        if (fate != Fate.Pass)
            AtFault?.Invoke();
        if (fate is Fate.Refused or Fate.LostOnTheWay)
            throw Away(fate == Fate.Refused ? Applied.No : Applied.Unknown);
        if (Before is not null)
            await Before(batch);
        var bent = Bend is null ? batch : [.. batch.Select(Bend)];
        var result = await _inner.AppendAsync(tenant, bent, fence, cancellation);
        return fate == Fate.AnswerLost ? throw Away(Applied.Unknown) : result;
    }

    public Task PingAsync(CancellationToken cancellation) => _inner.PingAsync(cancellation);

    public Task<ImmutableArray<string>?> CheckFilesAsync(CancellationToken cancellation) =>
        _inner.CheckFilesAsync(cancellation);

    public Task ReplaceStatesAsync(
        Tenant tenant, IAsyncEnumerable<DerivedRow> states, CancellationToken cancellation) =>
        _inner.ReplaceStatesAsync(tenant, states, cancellation);

    public Task<Guid> ReadEpochAsync(CancellationToken cancellation) => _inner.ReadEpochAsync(cancellation);

    public Task<Guid> RenewEpochAsync(Guid? from, CancellationToken cancellation) =>
        _inner.RenewEpochAsync(from, cancellation);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    (Task Open, Fate Fate) Enter(IReadOnlyList<Append> batch)
    {
        lock (_lock)
        {
            // As it is now: an entry may be decided anew.
            _batches.Add([.. batch.Select(append => append with { })]);
            _arrival.TrySetResult();
            _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return (_open.Task, _fates.TryDequeue(out var fate) ? fate : Fate.Pass);
        }
    }

    static JournalUnavailableException Away(Applied applied) => new(applied, new IOException("The cable is cut."));

    static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}

/// <summary>What becomes of an append on its way.</summary>
enum Fate
{
    /// <summary>It gets through, and so does the answer.</summary>
    Pass,

    /// <summary>It does not get through, and that is known.</summary>
    Refused,

    /// <summary>It does not get through, but nobody can know.</summary>
    LostOnTheWay,

    /// <summary>It gets through; the answer does not.</summary>
    AnswerLost,

    /// <summary>The journal fails in a way that is nobody's fault but ours.</summary>
    Bug,
}
