using Patchlog.Journal;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>
/// Entries that rest on other aggregates: admitted only while those are at the versions that were read.
/// </summary>
public abstract class ConditionTests(Backend backend) : JournalContract(backend)
{
    [Fact]
    public async Task A_condition_that_does_not_hold_refuses_its_own_entry_and_what_is_chained_on_it()
    {
        await AppendAsync(Entries.Create(Key("read")));

        var result = await AppendAsync(
            Entries.Create(Key("a")) with { Conditions = [new(Key("read"), new(2))] },
            Entries.Create(Key("b")) with { Conditions = [new(Key("read"), new(1))] },
            Entries.Set(Key("a"), 1, 1, isChained: true),
            Entries.Set(Key("b"), 1, 1, isChained: true));

        result.Entries.ShouldBe(
            [AppendedEntry.Refused, AppendedEntry.Admitted, AppendedEntry.Refused, AppendedEntry.Admitted]);
        (await LoadAsync(Key("a"))).ShouldBe(AggregateState.None);
        (await LoadAsync(Key("b"))).Version.ShouldBe(new(2));
    }

    [Fact]
    public async Task Every_condition_of_an_entry_must_hold()
    {
        await AppendAsync(Entries.Create(Key("read")), Entries.Create(Key("read-too")));

        var result = await AppendAsync(
            Entries.Create(Key("a")) with { Conditions = [new(Key("read"), new(1)), new(Key("read-too"), new(2))] },
            Entries.Create(Key("b")) with { Conditions = [new(Key("read"), new(1)), new(Key("read-too"), new(1))] });

        result.Entries.ShouldBe([AppendedEntry.Refused, AppendedEntry.Admitted]);
    }

    [Fact]
    public async Task An_aggregate_that_never_existed_is_at_version_0()
    {
        var result = await AppendAsync(
            Entries.Create(Key("a")) with { Conditions = [new(Key("missing"), Version.None)] },
            Entries.Create(Key("b")) with { Conditions = [new(Key("missing"), new(1))] });

        result.Entries.ShouldBe([AppendedEntry.Admitted, AppendedEntry.Refused]);
    }

    [Fact]
    public async Task A_condition_is_judged_on_what_the_entries_before_it_in_the_batch_have_done()
    {
        await AppendAsync(Entries.Create(Key("read")));

        var result = await AppendAsync(
            Entries.Create(Key("a")) with { Conditions = [new(Key("read"), new(1))] },
            Entries.Set(Key("read"), 1, 1),
            Entries.Create(Key("b")) with { Conditions = [new(Key("read"), new(1))] },
            Entries.Create(Key("c")) with { Conditions = [new(Key("read"), new(2))] });

        result.Entries.ShouldBe(
            [AppendedEntry.Admitted, AppendedEntry.Admitted, AppendedEntry.Refused, AppendedEntry.Admitted]);
    }

    [Fact]
    public async Task Where_all_hold_nothing_is_judged_twice()
    {
        var result = await AppendAsync(
            Entries.Create(Key("read")),
            Entries.Create(Key("a")) with { Conditions = [new(Key("read"), new(1))] },
            Entries.Set(Key("read"), 1, 1, isChained: true),
            Entries.Set(Key("a"), 1, 1, isChained: true) with { Conditions = [new(Key("read"), new(2))] });

        result.Entries.ShouldAllBe(entry => entry == AppendedEntry.Admitted);
    }

    [Fact]
    public async Task An_entry_that_was_refused_has_changed_nothing_that_others_read()
    {
        await AppendAsync(Entries.Create(Key("read")));

        var result = await AppendAsync(
            Entries.Set(Key("read"), 1, 1) with { Conditions = [new(Key("missing"), new(1))] },
            Entries.Create(Key("a")) with { Conditions = [new(Key("read"), new(2))] },
            Entries.Create(Key("b")) with { Conditions = [new(Key("read"), new(1))] },
            Entries.Set(Key("stale"), 1, 4),
            Entries.Create(Key("c")) with { Conditions = [new(Key("stale"), Version.None)] });

        result.Entries.ShouldBe(
        [
            AppendedEntry.Refused, AppendedEntry.Refused, AppendedEntry.Admitted, AppendedEntry.Refused,
            AppendedEntry.Admitted,
        ]);
    }

    [Fact]
    public async Task A_check_is_confirmed_by_its_conditions()
    {
        await AppendAsync(Entries.Create(Key("read")));

        var result = await AppendAsync(
            Entries.Check(Key("a"), 0) with { Conditions = [new(Key("read"), new(1))] },
            Entries.Check(Key("b"), 0) with { Conditions = [new(Key("read"), Version.None)] });

        result.Entries.ShouldBe([AppendedEntry.Admitted, AppendedEntry.Refused]);
    }

    [Fact]
    public async Task Two_that_read_each_other_are_not_both_admitted()
    {
        IJournal[] journals = [Journal, await Backend.JoinAsync()];
        for (var round = 0; round < 10; round++)
        {
            var (left, right) = (Key($"left-{round}"), Key($"right-{round}"));

            var results = await Task.WhenAll(
                Task.Run(() => journals[0].AppendAsync(
                    Tenant, [Entries.Create(left) with { Conditions = [new(right, Version.None)] }], Cancellation)),
                Task.Run(() => journals[1].AppendAsync(
                    Tenant, [Entries.Create(right) with { Conditions = [new(left, Version.None)] }], Cancellation)));

            results.Count(result => result.Entries[0] == AppendedEntry.Admitted).ShouldBe(1);
        }
    }
}

public sealed class ConditionTestsOnSqlite(SqliteBackend backend) : ConditionTests(backend);

public sealed class ConditionTestsInMemory(MemoryBackend backend) : ConditionTests(backend);

public sealed class ConditionTestsOnPostgreSql(PostgresBackend backend) : ConditionTests(backend);
