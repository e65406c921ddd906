using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Bundles;
using Patchlog.Commands;
using Patchlog.Deciding;
using Patchlog.Deciding.Handlers;
using Patchlog.Journal;
using Patchlog.Journal.Sqlite;
using Patchlog.Json;
using Patchlog.Repairing;
using Patchlog.States;
using Patchlog.Tests.Journal;
using Shouldly;

namespace Patchlog.Tests.Harness;

/// <summary>An executor on a real journal, in memory, behind a way that a test can hold up or cut.</summary>
sealed class ExecutorRig : IAsyncDisposable
{
    public static readonly Tenant Tenant = Patchlog.Tenant.Trusted("default");

    readonly StateLoader _loader;
    readonly DecisionPool _pool;
    readonly Appenders _appenders;
    int _decided;

    public ExecutorRig(
        CommandLimits? limits = null, long cacheBytes = 1 << 20, TimeProvider? time = null, Bundle? bundle = null,
        IJournal? journal = null, Func<Append, Append>? bend = null,
        long maxReadBytes = HandlerLimits.MaxReadBytes)
    {
        Journal = new(journal ?? SqliteJournal.Open(null, Clock)) { Bend = bend };
        limits ??= new();
        var log = NullLogger.Instance;
        time ??= Clock;
        var cache = new StateCache(cacheBytes);
        var supervisor = Supervisor.OnThreadPool(log);

        _loader = new(Reader, cache, Losses.Add, time);
        _pool = new(limits.DecisionThreads, time);
        var outages = new OutageLog(time, log);
        _appenders = new(
            Journal, new(cache, Reader, Losses.Add, supervisor, log), limits, outages, time, supervisor, log);

        var decider = new Decider(PatchLimits.Default);
        var decisions = new DecisionStep(
            cache, _loader, new ActiveBundle(bundle ?? Bundle.Empty), decider,
            new(decider, _pool, Reads = new(cache, _loader, maxReadBytes, time), NoBundles.FindAsync, time), limits,
            outages, time, log);
        Executor = new(decisions, Append, cache.Forget, supervisor, limits, time);
    }

    /// <summary>How many decisions have been handed to the writers.</summary>
    public int DecidedCount => Volatile.Read(ref _decided);

    public FaultyJournal Journal { get; }

    public ReadSetLoader Reads { get; }

    public StoppedClock Clock { get; } = new();

    public WatchedReader Reader => Journal.Reader;

    public CommandExecutor Executor { get; }

    /// <summary>The tenants whose journals were found to have lost their end.</summary>
    public ConcurrentBag<Tenant> Losses { get; } = [];

    public static AggregateKey Key(string id) => new(Tenant, TargetName.Trusted("orders"), AggregateId.Trusted(id));

    /// <summary>Hands a command in, and answers with the promise of its outcome when it is in its lane.</summary>
    public async Task<Task<Outcome>> SubmitAsync(Command command) =>
        await Executor.SubmitAsync(command, CancellationToken.None);

    /// <summary>Hands a command in and waits for its outcome.</summary>
    public async Task<Outcome> RunAsync(Command command) => await await SubmitAsync(command);

    /// <summary>Runs a command that must succeed.</summary>
    public async Task<Outcome.Success> SucceedAsync(Command command) =>
        (await RunAsync(command)).ShouldSucceed();

    /// <summary>Runs a command that must fail.</summary>
    public async Task<Problem> FailAsync(Command command) =>
        (await RunAsync(command)).ShouldFail();

    /// <summary>
    /// Holds up the tenant's writer with a command of its own, so that whatever is submitted next gathers for one batch
    /// (as long as it is not so much that a second writer is worth it).
    /// </summary>
    public async Task GatherAsync()
    {
        var before = Journal.Batches.Count;
        Journal.Hold();
        _ = await SubmitAsync(Sample.Create($"in-the-way-{before}"));
        await Journal.ArrivedAsync(before + 1);
    }

    /// <summary>What another server does: past this executor, its lanes and its cache.</summary>
    public async Task WriteAsStrangerAsync(params Append[] batch) =>
        (await Journal.Inner.AppendAsync(Tenant, batch, AppendFence.None, CancellationToken.None)).Entries
            .ShouldAllBe(entry => entry == AppendedEntry.Admitted);

    /// <summary>What a client reads.</summary>
    public Task<AggregateState> ReadAsync(string id) => _loader.LoadAsync(Key(id));

    /// <summary>What the database holds.</summary>
    public async Task<AggregateState> LoadAsync(string id) =>
        (await Journal.Inner.Reader.LoadAsync([], [Key(id)], CancellationToken.None)).States[0];

    /// <summary>All events of an aggregate.</summary>
    public async Task<IReadOnlyList<Event>> HistoryAsync(string id) =>
        (await Journal.Inner.Reader.ReadHistoryAsync(
            Key(id), Version.None, new(long.MaxValue), 10_000, long.MaxValue, CancellationToken.None)).Items;

    /// <summary>The words that <see cref="Sample.Log"/> has left in an aggregate.</summary>
    public async Task<string[]> WordsAsync(string id) =>
        [.. ((JsonArray)(await LoadAsync(id)).Body!["log"]!).Items.ToArray().Select(word => ((JsonString)word).Value)];

    /// <summary>Proves state = fold(journal).</summary>
    public Task ShouldBeConsistentAsync() =>
        new StateRepair(Journal.Inner).VerifyAsync(Tenant, null, null, CancellationToken.None).ShouldBeCleanAsync();

    void Append(PendingCommand pending, Lane lane)
    {
        _appenders.Append(pending, lane);
        Interlocked.Increment(ref _decided);
    }

    public async ValueTask DisposeAsync()
    {
        Journal.Release();
        await Executor.DrainAsync(Timeout.InfiniteTimeSpan);
        await _appenders.DisposeAsync();
        await _pool.DisposeAsync();
        await Journal.DisposeAsync();
    }
}

static class OutcomeExpectations
{
    public static Outcome.Success ShouldSucceed(this Outcome outcome) =>
        outcome.ShouldBeOfType<Outcome.Success>((outcome as Outcome.Failure)?.Problem.Detail);

    public static Problem ShouldFail(this Outcome outcome) => outcome.ShouldBeOfType<Outcome.Failure>().Problem;
}
