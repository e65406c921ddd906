using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Commands;
using Patchlog.Deciding;
using Patchlog.Journal;
using Patchlog.Journal.Sqlite;
using Patchlog.Json;
using Patchlog.States;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>What memory holds while two writers of one tenant settle their batches.</summary>
public sealed class SettlementTests : IAsyncDisposable
{
    const int RoomForASmallDocument = 1000;

    static readonly Decider Decider = new(PatchLimits.Default);
    static readonly AggregateKey Key = ExecutorRig.Key("a");

    readonly SqliteJournal _journal = SqliteJournal.Open(null, TimeProvider.System);
    readonly StateCache _cache = new(RoomForASmallDocument);
    readonly Settlement _settlement;

    public SettlementTests() => _settlement = new(
        _cache, _journal.Reader, _ => { }, Supervisor.OnThreadPool(NullLogger.Instance), NullLogger.Instance);

    /// <summary>
    /// From the moment at which a lane hears of its last command, the next command of the aggregate may go the whole
    /// way through the tenant's second writer, and its state may leave memory again. The first writer must not put the
    /// older state there afterwards: memory would take it for the current one, as this process wrote everything since.
    /// </summary>
    [Fact]
    public async Task A_command_that_passes_the_settling_of_the_one_before_leaves_no_older_state_in_memory()
    {
        var created = await AppendAsync(null, Sample.Create("a"), AggregateState.None);
        var patched = await AppendAsync(
            () => OvertakeAsync().GetAwaiter().GetResult(), Sample.Patch("a", """{"n":1}"""), created.After);

        Complete(created);
        Complete(patched);

        var head = await _journal.Reader.FindHeadAsync(ExecutorRig.Tenant, TestContext.Current.CancellationToken);
        head.ShouldBe(new(3));
        _cache.FindCurrent(Key, head).ShouldBeNull();

        async Task OvertakeAsync()
        {
            // The document is too large to stay in memory.
            var large = $$"""{"text":"{{new string('x', RoomForASmallDocument)}}"}""";
            var before = (await _journal.Reader.LoadAsync([], [Key], CancellationToken.None)).States[0];
            Complete(await AppendAsync(null, Sample.Patch("a", large), before));
        }
    }

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    void Complete(Appended appended) =>
        _settlement.Complete(
            ExecutorRig.Tenant, _cache.Generation, [new(appended.Pending, appended.Lane)],
            new(appended.Result, Position.Start, appended.Result.Clock, IsRepeated: false, IsLookUp: false));

    /// <summary>A command in a lane of its own, decided on a state, and in the journal, but not settled.</summary>
    async Task<Appended> AppendAsync(Action? closed, Command command, AggregateState before)
    {
        var lane = new Lane(Key, new()
        {
            DecideAsync = (pending, _) => new(Decided.Of(
                pending.Command, new(before, _cache.Generation), Decider.Decide(before, pending.Command))),
            Append = (_, _) => { },
            Forget = _cache.Forget,
            Closed = (_, _) => closed?.Invoke(),
            Supervisor = Supervisor.OnThreadPool(NullLogger.Instance),
            MaxDecidedBytes = long.MaxValue,
            Time = TimeProvider.System,
        });
        var pending = new PendingCommand(command, Deadline.After(TimeSpan.FromMinutes(1), TimeProvider.System));
        lane.TrySubmit(pending).ShouldBeTrue();

        var result = await _journal.AppendAsync(ExecutorRig.Tenant, [pending.Append], CancellationToken.None);
        result.Entries.ShouldBe([AppendedEntry.Admitted]);
        return new(pending, lane, result);
    }

    sealed record Appended(PendingCommand Pending, Lane Lane, AppendResult Result)
    {
        public AggregateState After => Pending.Expected.State;
    }
}
