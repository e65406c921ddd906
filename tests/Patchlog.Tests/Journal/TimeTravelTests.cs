using Patchlog.Journal;
using Patchlog.States;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>Past versions of an aggregate, and what they cost.</summary>
public abstract class TimeTravelTests(Backend backend) : JournalContract(backend)
{
    const int MaxFolded = 256;

    [Fact]
    public async Task Any_version_of_an_aggregate_with_100_000_events_is_folded_from_256_events_at_most()
    {
        const int events = 100_000, perBatch = 2000;
        var key = Key("long");
        await AppendAsync(Entries.Create(key));
        for (var version = 1; version < events; version += perBatch)
            await AppendAsync([.. Enumerable.Range(0, Math.Min(perBatch, events - version))
                .Select(i => Entries.Set(key, version + i, version + i, isChained: i > 0))]);

        (await LoadAsync(key)).Version.ShouldBe(new(events));
        int[] versions = [1, 2, 127, 128, 129, 255, 256, 257, 383, 384, 65_535, 99_967, 99_968, 99_999, events];
        foreach (var version in versions.Concat(Enumerable.Range(1, 150).Select(i => i * 659)))
            await ShouldTravelCheaplyAsync(key, version);
    }

    [Fact]
    public async Task Commands_of_many_events_that_step_over_a_snapshot_keep_the_bound()
    {
        const int commands = 12;
        var key = Key("long");
        await AppendAsync(Entries.Create(key));
        for (var i = 0; i < commands; i++)
            await AppendAsync(ManyEvents(key, 1 + i * JournalLimits.MaxEventsPerCommand));

        for (var version = 1; version <= 1 + commands * JournalLimits.MaxEventsPerCommand; version++)
            await ShouldTravelCheaplyAsync(key, version);
    }

    [Fact]
    public async Task A_snapshot_of_a_deletion_knows_that_there_was_nothing()
    {
        var key = Key("gone");
        await AppendAsync([Entries.Create(key), .. Enumerable.Range(1, JournalLimits.SnapshotSpacing - 2)
            .Select(version => Entries.Set(key, version, version, isChained: true)),
            Entries.Delete(key, JournalLimits.SnapshotSpacing - 1, isChained: true)]);
        await AppendAsync(Entries.Create(key, expected: JournalLimits.SnapshotSpacing));

        var deleted = await Reader.TravelAsync(key, new(JournalLimits.SnapshotSpacing), Cancellation);
        var revived = await Reader.TravelAsync(key, new(JournalLimits.SnapshotSpacing + 1), Cancellation);

        deleted.IsDeleted.ShouldBeTrue();
        revived.ShouldBe(await LoadAsync(key));
        revived.CreatedAt.ShouldBe(deleted.CreatedAt);
    }

    [Fact]
    public async Task A_fold_ends_with_the_event_that_takes_the_last_of_its_budget()
    {
        var key = Key("dear");
        await AppendAsync([Entries.Create(key), .. Enumerable.Range(1, 9)
            .Select(version => Entries.Set(key, version, version, isChained: true))]);
        var history = await Reader.ReadHistoryAsync(key, new(0), new(1), 1, long.MaxValue, Cancellation);
        Fold.Apply(AggregateState.None, history.Items[0], out var work);
        var budget = new FoldBudget(work);

        var first = await TimeTravel.ToAsync(Reader, key, new(1), budget, Cancellation);
        var second = await TimeTravel.ToAsync(Reader, key, new(2), budget, Cancellation);

        first.ShouldBeOfType<Result<AggregateState>.Ok>();
        second.ShouldBeOfType<Result<AggregateState>.Refused>().Problem.Code.ShouldBe(ProblemCode.HistoryTooCostly);
    }

    [Fact]
    public async Task A_reader_that_has_left_ends_the_fold_of_what_was_read_for_it()
    {
        var key = Key("left");
        await AppendAsync(Entries.Create(key));
        using var left = new CancellationTokenSource();
        var reader = new WatchedReader(Reader) { AfterHistory = left.Cancel };

        await Should.ThrowAsync<OperationCanceledException>(
            () => TimeTravel.ToAsync(reader, key, new(1), new(), left.Token));
    }

    async Task ShouldTravelCheaplyAsync(AggregateKey key, int version)
    {
        var reader = new WatchedReader(Reader);
        var state = await reader.TravelAsync(key, new(version), Cancellation);
        state.Version.ShouldBe(new(version));
        state.Body.ShouldBe(Entries.Body(key, version - 1));
        reader.Events.ShouldBeLessThanOrEqualTo(MaxFolded);
    }

    static Append ManyEvents(AggregateKey key, int version) => Entries.Of(
        key, version, null, Entries.Body(key, version + JournalLimits.MaxEventsPerCommand - 1),
        [.. Enumerable.Range(version, JournalLimits.MaxEventsPerCommand)
            .Select(n => new EventDraft("patched", EventType.Patch, new(n + 1), Entries.SetPatch(n), null))]);
}

public sealed class TimeTravelTestsOnSqlite(SqliteBackend backend) : TimeTravelTests(backend);

public sealed class TimeTravelTestsOnPostgreSql(PostgresBackend backend) : TimeTravelTests(backend);
