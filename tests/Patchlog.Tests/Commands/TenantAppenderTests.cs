using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Commands;
using Patchlog.Journal.Sqlite;
using Patchlog.States;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>The appender of a tenant, whose writers run when the test lets them.</summary>
public sealed class TenantAppenderTests : IAsyncDisposable
{
    readonly FaultyJournal _journal = new(SqliteJournal.Open(null, TimeProvider.System));
    readonly Queue<IThreadPoolWorkItem> _writers = [];
    readonly StoppedClock _clock = new();

    [Fact]
    public async Task What_gathers_before_the_writer_starts_is_one_batch()
    {
        var appender = Open();
        var lanes = Enumerable.Range(0, 5).Select(i => Enqueue(appender, $"a{i}")).ToList();

        _writers.Count.ShouldBe(1);
        _writers.Dequeue().Execute();
        await Task.WhenAll(lanes.Select(lane => lane.Answer));

        _journal.Batches.Select(batch => batch.Count).ShouldBe([5]);
    }

    [Fact]
    public void A_second_writer_starts_only_when_enough_wait_and_never_a_third()
    {
        var appender = Open(new() { WorthASecondBatch = 3 });

        Enqueue(appender, "a");
        Enqueue(appender, "b");
        _writers.Count.ShouldBe(1);

        Enqueue(appender, "c");
        _writers.Count.ShouldBe(2);

        Enqueue(appender, "d");
        _writers.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_rests_on_an_entry_of_another_batch_stays_for_the_writer_of_that_batch()
    {
        var appender = Open(new() { WorthASecondBatch = 1 });
        var lane = new LaneRig();
        var first = Enqueue(appender, lane, Sample.Create("a", """{"log":[]}"""));
        _journal.Hold();
        _writers.Dequeue().Execute();
        await _journal.ArrivedAsync(1);

        var second = Enqueue(appender, lane, Sample.Log("a", "one"));
        var other = Enqueue(appender, "b");
        _writers.Dequeue().Execute();
        await _journal.ArrivedAsync(2);
        _journal.Batches[1].Select(append => append.Command.Id).ShouldBe([other.Command.Id]);

        _journal.Release();
        (await first.Answer).ShouldSucceed();
        (await second.Answer).ShouldSucceed();
        _journal.Batches[2].ShouldHaveSingleItem().IsChained.ShouldBeFalse();   // by then the first is committed
    }

    [Fact]
    public async Task An_appender_without_entries_closes_and_takes_no_more()
    {
        var closed = new TaskCompletionSource();
        var appender = Open(closed: closed.SetResult);
        await RunAsync(Enqueue(appender, "a"));
        await closed.Task;

        appender.TryEnqueue(new(Sample.Create("b"), default), new LaneRig("b").Lane).ShouldBeFalse();
    }

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    TenantAppender Open(CommandLimits? limits = null, Action? closed = null)
    {
        limits ??= new();
        var supervisor = new Supervisor(_writers.Enqueue, NullLogger.Instance);
        var writer = new BatchWriter(
            ExecutorRig.Tenant, _journal, limits, _clock, new(new(16), _clock), NullLogger.Instance);
        var settlement = new Settlement(
            new StateCache(1 << 20), _journal.Reader, _ => { }, supervisor, NullLogger.Instance);

        return new(
            ExecutorRig.Tenant, writer, settlement, limits, new(_clock, NullLogger.Instance), supervisor,
            (_, _) => closed?.Invoke(), NullLogger.Instance);
    }

    static PendingCommand Enqueue(TenantAppender appender, string id) =>
        Enqueue(appender, new LaneRig(id), Sample.Create(id));

    static PendingCommand Enqueue(TenantAppender appender, LaneRig lane, Command command)
    {
        var pending = lane.Submit(command);
        lane.RunAll();
        appender.TryEnqueue(pending, lane.Lane).ShouldBeTrue();
        return pending;
    }

    async Task RunAsync(PendingCommand pending)
    {
        _writers.Dequeue().Execute();
        await pending.Answer;
    }
}
