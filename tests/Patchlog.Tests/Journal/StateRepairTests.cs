using Patchlog.Journal;
using Patchlog.Repairing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>
/// Current state = fold(journal): what somebody changed by hand is found, and made right from the events.
/// </summary>
public abstract class StateRepairTests(Backend backend) : JournalContract(backend)
{
    const int Events = 300;

    [Theory]
    [InlineData("update aggregates set body = '{\"n\":7}' where target_id = 'a' and tenant = ", "orders/a: the state at")]
    [InlineData("update aggregates set body = null where target_id = 'a' and tenant = ", "orders/a: the state at")]
    [InlineData("update aggregates set body = '{}' where target_id = 'gone' and tenant = ", "orders/gone: the state at")]
    [InlineData("update aggregates set version = 299 where target_id = 'a' and tenant = ", "orders/a: the journal is at")]
    [InlineData("update aggregates set created_at = updated_at where target_id = 'gone' and tenant = ", "orders/gone: the times")]
    [InlineData("delete from aggregates where target_id = 'b' and tenant = ", "There are 2 current states")]
    public async Task A_state_that_was_tampered_with_is_found_and_mended(string tamper, string expected)
    {
        await FillAsync();
        await VerifyAsync().ShouldBeCleanAsync();

        await Backend.ExecuteAsync($"{tamper} '{Tenant}'");
        (await VerifyAsync()).Differences.ShouldContain(
            difference => difference.StartsWith(expected, StringComparison.Ordinal));

        var rebuilt = await new StateRepair(Journal).RebuildAsync(Tenant, isForced: false, null, Cancellation);
        (rebuilt.Aggregates, rebuilt.Events).ShouldBe((3, Events + 3));
        await VerifyAsync().ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_state_of_an_aggregate_that_the_journal_does_not_know_is_found_and_removed()
    {
        await FillAsync();
        await Backend.ExecuteAsync($"""
            insert into aggregates (tenant, target_name, target_id, version, created_at, updated_at, body)
            select tenant, target_name, 'invented', version, created_at, updated_at, body
            from aggregates where tenant = '{Tenant}' and target_id = 'a'
            """);

        (await VerifyAsync()).Differences.ShouldHaveSingleItem().ShouldStartWith("There are 4 current states");
        await new StateRepair(Journal).RebuildAsync(Tenant, isForced: false, null, Cancellation);

        (await LoadAsync(Key("invented"))).ShouldBe(AggregateState.None);
    }

    [Fact]
    public async Task What_others_append_during_a_verification_is_no_difference()
    {
        await FillAsync();
        var (created, version) = (0, 1);
        var busy = new FaultyJournal(Journal)
        {
            BeforeRead = () => AppendAsync(
                Entries.Create(Key($"new-{created++}")), Entries.Set(Key("b"), version, version++)),
        };

        var report = await new StateRepair(busy).VerifyAsync(Tenant, null, null, Cancellation);

        report.Differences.ShouldBeEmpty();
        created.ShouldBeGreaterThan(5);
        await VerifyAsync().ShouldBeCleanAsync();
    }

    [Fact]
    public async Task An_event_that_is_missing_at_the_end_is_found()
    {
        await FillAsync();

        await Backend.ExecuteAsync($"delete from events where tenant = '{Tenant}' and target_id = 'b'");

        (await VerifyAsync()).Differences.ShouldContain(
            difference => difference.Contains("current states", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("update events set name = 'other' where version = 7 and target_id = 'a' and tenant = ", "altered or inserted")]
    [InlineData("update events set version = 301 where version = 300 and target_id = 'a' and tenant = ", "missing")]
    [InlineData("update events set body = '[]' where version = 300 and target_id = 'a' and tenant = ", "altered or inserted")]
    [InlineData("update events set actor = 'eve' where version = 1 and target_id = 'a' and tenant = ", "altered or inserted")]
    [InlineData("update events set ordinal = 9 where version = 2 and target_id = 'a' and tenant = ", "altered or inserted")]
    [InlineData("delete from events where version = 7 and target_id = 'a' and tenant = ", "missing")]
    public async Task An_event_that_is_not_what_was_written_is_named_and_nothing_is_made_of_it(string harm, string fault)
    {
        await FillAsync();
        await Backend.ExecuteAsync($"{harm} '{Tenant}'");

        var report = await VerifyAsync();
        report.Damage[0].ShouldStartWith("orders/a: ");
        report.Damage[0].ShouldContain(fault);
        report.Differences.ShouldBeEmpty();
        (report.Aggregates, report.Events).ShouldBe((3, harm[0] == 'd' ? Events + 2 : Events + 3));

        var before = await LoadAsync(Key("a"));
        (await Should.ThrowAsync<InvalidDataException>(
            () => new StateRepair(Journal).RebuildAsync(Tenant, isForced: false, null, Cancellation)))
            .Message.ShouldContain(fault);
        (await LoadAsync(Key("a"))).ShouldBe(before);
    }

    [Fact]
    public async Task A_rebuild_that_is_told_so_believes_what_was_altered()
    {
        await FillAsync();
        await Backend.ExecuteAsync(
            $"update events set body = '[]' where version = {Events} and target_id = 'a' and tenant = '{Tenant}'");

        await new StateRepair(Journal).RebuildAsync(Tenant, isForced: true, null, Cancellation);

        (await LoadAsync(Key("a"))).Body.ShouldBe(Entries.Body(Key("a"), Events - 2));
        (await VerifyAsync()).Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_journal_that_lost_its_end_without_a_trace_is_told_by_a_head_that_was_noted_elsewhere()
    {
        await AppendAsync(Entries.Create(Key("a")));
        await AppendAsync(Entries.Create(Key("b")));
        var noted = (await VerifyAsync()).Head;
        HeadText.TryParse(noted, out var head).ShouldBeTrue();
        head.ShouldBe(await FindHeadAsync());

        await AppendAsync(Entries.Create(Key("c")));
        await new StateRepair(Journal).VerifyAsync(Tenant, head, null, Cancellation).ShouldBeCleanAsync();

        foreach (var table in (string[])["events", "aggregates"])
            await Backend.ExecuteAsync($"delete from {table} where tenant = '{Tenant}' and target_id <> 'a'");
        await VerifyAsync().ShouldBeCleanAsync();

        (await new StateRepair(Journal).VerifyAsync(Tenant, head, null, Cancellation)).Damage
            .ShouldHaveSingleItem().ShouldContain(noted);
    }

    [Fact]
    public async Task Large_documents_are_read_in_pages_of_bytes()
    {
        var text = new string('x', 1_000_000);
        var keys = Enumerable.Range(0, 30).Select(i => Key($"{i:00}")).ToList();
        foreach (var key in keys)
            await AppendAsync(Entries.Create(key, Entries.Parse($$"""{"text":"{{text}}"}""")));

        var page = await Reader.ReadByAggregateAsync(Tenant, null, Version.None, 1000, 2_500_000, Cancellation);

        (page.Items.Length, page.HasMore).ShouldBe((2, true));
        (await Reader.ReadByAggregateAsync(Tenant, keys[^2], new(1), 1000, 1, Cancellation)).HasMore.ShouldBeFalse();
        await VerifyAsync().ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Snapshots_are_rebuilt_too()
    {
        await FillAsync();
        var before = await ReadAllVersionsAsync();
        await Backend.ExecuteAsync($"update snapshots set body = '{"{}"}' where tenant = '{Tenant}'");
        (await ReadAllVersionsAsync()).ShouldNotBe(before);

        await new StateRepair(Journal).RebuildAsync(Tenant, isForced: false, null, Cancellation);

        (await ReadAllVersionsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_rebuild_changes_nothing_of_a_state_that_was_right_and_nothing_of_other_tenants()
    {
        await FillAsync();
        var other = new AggregateKey(NewTenant(), TargetName.Trusted("orders"), AggregateId.Trusted("a"));
        await Journal.AppendAsync(other.Tenant, [Entries.Create(other)], Cancellation);
        AggregateKey[] keys = [Key("a"), Key("b"), Key("gone"), other];
        var before = (await Reader.LoadAsync([], keys, Cancellation)).States;

        await new StateRepair(Journal).RebuildAsync(Tenant, isForced: false, null, Cancellation);

        (await Reader.LoadAsync([], keys, Cancellation)).States.ShouldBe(before);
        (await AppendAsync(Entries.Set(Key("a"), 1, Events))).Entries.ShouldBe([AppendedEntry.Admitted]);
        await VerifyAsync().ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Appends_that_come_during_a_rebuild_wait_and_are_not_lost()
    {
        await FillAsync();
        Task<AppendResult>? append = null;

        await Journal.ReplaceStatesAsync(Tenant, StatesAsync(), Cancellation);

        (await append.ShouldNotBeNull()).Entries.ShouldBe([AppendedEntry.Admitted]);
        (await LoadAsync(Key("b"))).Body.ShouldBe(Entries.Body(Key("b"), 5));

        async IAsyncEnumerable<DerivedRow> StatesAsync()
        {
            append = AppendPatientlyAsync(Journal, [Entries.Set(Key("b"), 5, 1)]);
            foreach (var key in (AggregateKey[])[Key("a"), Key("b"), Key("gone")])
                yield return new DerivedRow.State(key, await LoadAsync(key));
        }
    }

    /// <summary>Three aggregates: one with a long history, one with one event, one deleted.</summary>
    async Task FillAsync()
    {
        await AppendAsync([Entries.Create(Key("a")), .. Enumerable.Range(1, Events - 1)
            .Select(version => Entries.Set(Key("a"), version, version, isChained: true))]);
        await AppendAsync(Entries.Create(Key("gone")));
        await AppendAsync(Entries.Delete(Key("gone"), 1));
        await AppendAsync(Entries.Create(Key("b")));
    }

    Task<StateReport> VerifyAsync() => new StateRepair(Journal).VerifyAsync(Tenant, null, null, Cancellation);

    async Task<List<string>> ReadAllVersionsAsync()
    {
        List<string> versions = [];
        for (var version = 1; version <= Events; version += 7)
            versions.Add(Texts.Of(await TryTravelAsync(version)));
        return versions;
    }

    // A snapshot that was tampered with may be one that the events after it don't apply to.
    async Task<AggregateState> TryTravelAsync(int version)
    {
        try
        {
            return await Reader.TravelAsync(Key("a"), new(version), Cancellation);
        }
        catch (JournalDamagedException)
        {
            return AggregateState.None;
        }
    }
}

static class StateReportExpectations
{
    public static async Task ShouldBeCleanAsync(this Task<StateReport> verification)
    {
        var report = await verification;
        report.Damage.ShouldBeEmpty();
        report.Differences.ShouldBeEmpty();
    }
}

public sealed class StateRepairTestsOnSqlite(SqliteBackend backend) : StateRepairTests(backend);

public sealed class StateRepairTestsOnPostgreSql(PostgresBackend backend) : StateRepairTests(backend);
