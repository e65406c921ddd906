using System.Collections.Immutable;
using Patchlog.Journal;
using Patchlog.Repairing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>
/// Snapshots = fold(journal): one that somebody changed by hand is found, and made right from the events.
/// </summary>
public abstract class SnapshotCheckTests(Backend backend) : JournalContract(backend)
{
    const string Any = "version = 128 and tenant = ";
    const string LastTime = "(select max(e.time) from events e where e.tenant = snapshots.tenant)";

    [Theory]
    [InlineData($$"""update snapshots set body = '{"id":"a","n":7}' where {{Any}}""", "orders/a: the snapshot of version 128 is not")]
    [InlineData($"update snapshots set body = null where {Any}", "orders/a: the snapshot of version 128 is not")]
    [InlineData($"update snapshots set time = {LastTime} where {Any}", "orders/a: the snapshot of version 128 has another time")]
    [InlineData($"update snapshots set version = 1000 where {Any}", "orders/a: the snapshot of version 1000 is of a version")]
    [InlineData($"update snapshots set target_id = 'A' where {Any}", "orders/A: the snapshot of version 128 is of a version")]
    [InlineData($"update snapshots set target_id = 'z' where {Any}", "orders/z: the snapshot of version 128 is of a version")]
    [InlineData($"delete from snapshots where {Any}", "orders/a: no snapshot is kept of version 128")]
    public async Task One_that_was_tampered_with_is_found_and_mended(string tamper, string expected)
    {
        await FillAsync("a", 300);
        await AppendAsync(Entries.Create(Key("b")));
        await VerifyAsync().ShouldBeCleanAsync();

        await Backend.ExecuteAsync($"{tamper} '{Tenant}'");
        (await VerifyAsync()).Differences.ShouldContain(
            difference => difference.StartsWith(expected, StringComparison.Ordinal));

        await new StateRepair(Journal).RebuildAsync(Tenant, isForced: false, null, Cancellation);
        await VerifyAsync().ShouldBeCleanAsync();
    }

    [Fact]
    public async Task One_that_says_the_same_in_other_words_is_no_difference()
    {
        await FillAsync("a", 128);

        await Backend.ExecuteAsync(
            $$"""update snapshots set body = '{ "n": 127.0, "id": "a" }' where tenant = '{{Tenant}}'""");

        await VerifyAsync().ShouldBeCleanAsync();
    }

    [Fact]
    public async Task One_may_lie_behind_its_place_where_a_command_of_several_events_came_by()
    {
        await FillAsync("a", 126);
        ImmutableArray<EventDraft> events =
        [
            .. Enumerable.Range(127, 5).Select(version =>
                new EventDraft("patched", EventType.Patch, new(version), Entries.SetPatch(version), null)),
        ];
        await AppendAsync(Entries.Of(Key("a"), 126, null, Entries.Body(Key("a"), 131), events));

        (await SnapshotsAsync()).ShouldHaveSingleItem().Version.Number.ShouldBe(131);
        await VerifyAsync().ShouldBeCleanAsync();

        await new StateRepair(Journal).RebuildAsync(Tenant, isForced: false, null, Cancellation);
        (await SnapshotsAsync()).ShouldHaveSingleItem().Version.Number.ShouldBe(128);
        await VerifyAsync().ShouldBeCleanAsync();
    }

    [Fact]
    public async Task However_many_there_are_each_is_compared()
    {
        const int snapshots = 9;
        foreach (var id in new[] { "a", "b" })
            await FillAsync(id, snapshots * JournalLimits.SnapshotSpacing);
        await VerifyAsync().ShouldBeCleanAsync();

        await Backend.ExecuteAsync($$"""update snapshots set body = '{}' where tenant = '{{Tenant}}'""");

        (await VerifyAsync()).Differences.Count.ShouldBe(2 * snapshots);
    }

    [Fact]
    public async Task One_that_others_make_during_a_verification_is_no_difference()
    {
        foreach (var id in new[] { "a", "b", "c" })
            await FillAsync(id, 100);
        var created = 0;
        var busy = new FaultyJournal(Journal)
        {
            BeforeRead = async () =>
            {
                if (created++ == 1)     // the head is known, and nothing is folded yet
                    foreach (var id in new[] { "a", "c", "d" })
                        await FillAsync(id, 150);
            },
        };

        (await new StateRepair(busy).VerifyAsync(Tenant, null, null, Cancellation)).Differences.ShouldBeEmpty();

        (await SnapshotsAsync()).Length.ShouldBe(3);
        await VerifyAsync().ShouldBeCleanAsync();
    }

    /// <summary>Brings an aggregate to a version.</summary>
    async Task FillAsync(string id, int version)
    {
        var current = (int)(await LoadAsync(Key(id))).Version.Number;
        await AppendAsync(
        [
            .. Enumerable.Range(current, version - current).Select(before => before == 0
                ? Entries.Create(Key(id))
                : Entries.Set(Key(id), before, before, isChained: before > current)),
        ]);
    }

    Task<StateReport> VerifyAsync() => new StateRepair(Journal).VerifyAsync(Tenant, null, null, Cancellation);

    async Task<ImmutableArray<Snapshot>> SnapshotsAsync() =>
        (await Reader.ReadSnapshotsAsync(Tenant, null, Version.None, 100, long.MaxValue, Cancellation)).Items;
}

public sealed class SnapshotCheckTestsOnSqlite(SqliteBackend backend) : SnapshotCheckTests(backend);

public sealed class SnapshotCheckTestsOnPostgreSql(PostgresBackend backend) : SnapshotCheckTests(backend);
