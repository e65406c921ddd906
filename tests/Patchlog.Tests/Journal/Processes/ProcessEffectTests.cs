using Patchlog.Journal;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal.Processes;

/// <summary>What processes wait for is there with the entry that sets it, or not at all.</summary>
public abstract class ProcessEffectTests(Backend backend) : ProcessContract(backend)
{
    [Fact]
    public async Task Only_what_admitted_entries_set_is_there()
    {
        await AppendAsync(
            Entries.Create(Key("a")) with { Effects = [Set("first", 1), Issue("c1", 1)] },
            Entries.Set(Key("a"), 1, expected: 1, isChained: true) with { Effects = [Set("chained", 2), Issue("c2", 2)] },
            Entries.Create(Key("b"), expected: 7) with { Effects = [Set("refused", 3), End("first"), Issue("c3", 3)] },
            Entries.Set(Key("b"), 1, expected: 8, isChained: true) with { Effects = [Issue("c4", 4), End(Id("c1"))] });

        (await TimersAsync(9)).ShouldBe(["orders/i first 1 1", "orders/i chained 1 2"]);
        (await CommandsAsync(9)).ShouldBe(["c1 orders/i 1 1 0 -", "c2 orders/i 1 2 0 -"]);
        (await NextDueAsync(Tenant)).ShouldBe(1);
    }

    [Fact]
    public async Task Setting_a_timer_again_moves_it_and_ending_one_that_is_not_there_is_nothing()
    {
        await ApplyAsync(Set("a", 1), Set("b", 2), Set("a", 3), End("none"));
        (await TimersAsync(9)).ShouldBe(["orders/i b 1 2", "orders/i a 1 3"]);

        await ApplyAsync(End("a"), Set("a", 4), End("b"), Set("a", 4, entry: 2), Set("a", 5, instance: "j"));

        (await TimersAsync(9)).ShouldBe(["orders/i a 1 4", "orders/i a 2 4", "orders/j a 1 5"], ignoreOrder: true);
        (await NextDueAsync(Tenant)).ShouldBe(4);
        await ApplyAsync(End("a"), End("a", entry: 2), End("a", instance: "j"), End("a"));
        (await TimersAsync(9)).ShouldBeEmpty();
        (await NextDueAsync(Tenant)).ShouldBeNull();
    }

    [Fact]
    public async Task Commands_come_by_due_time_and_then_as_they_were_issued()
    {
        await ApplyAsync(Issue("z", 2), Issue("y", 1), Issue("x", 2));
        await ApplyAsync(Issue("a", 2, number: 7), Issue("b", 1), Issue("z", 2, instance: "j"));

        (await CommandsAsync(1)).ShouldBe(["y orders/i 1 1 0 -", "b orders/i 1 1 0 -"]);
        (await CommandsAsync(9)).Select(text => text[0]).ShouldBe(['y', 'b', 'x', 'a', 'z']);
        (await Store.FindDueCommandsAsync(Tenant, At(9), 3, Cancellation)).Select(command => command.Id.Value)
            .ShouldBe(["y", "b", "x"]);

        await ApplyAsync(End(Id("y")), End(Id("nobody")), Issue("b", 3), End(Id("x")), Issue("x", 0));
        (await CommandsAsync(9)).Select(text => text[0]).ShouldBe(['x', 'a', 'z', 'b']);
    }

    [Fact]
    public async Task A_command_comes_back_as_it_was_written()
    {
        await ApplyAsync(Issue("c", 1));

        var command = (await Store.FindDueCommandsAsync(Tenant, At(1), 1, Cancellation)).ShouldHaveSingleItem();

        command.Command?.ToString().ShouldBe(CommandOf("c").ToString());
        (command.Id.Value, command.Process, command.Instance.Value, command.Number, command.DueAt, command.Attempts)
            .ShouldBe(("c", "orders", "i", 1L, At(1), 0));
        command.IssuedAt.ShouldBe(Journal.Now, TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Times_are_kept_to_the_microsecond_however_far_they_are()
    {
        DateTimeOffset[] times =
        [
            new(DateTimeOffset.MaxValue.Ticks / 10 * 10, TimeSpan.Zero), new(1, 1, 1, 0, 0, 0, TimeSpan.Zero),
            DateTimeOffset.UnixEpoch.AddTicks(-10), new(2262, 4, 11, 23, 47, 16, 854, 775, TimeSpan.Zero),
        ];
        await ApplyAsync(
            [.. times.Select((time, n) => new TimerEffect.Set("p", Instance("i"), $"{n}", long.MaxValue, time))]);

        var timers = await Store.FindDueTimersAsync(Tenant, DateTimeOffset.MaxValue, 10, Cancellation);

        timers.Select(timer => timer.DueAt).ShouldBe(times.Order());
        timers.ShouldAllBe(timer => timer.Entry == long.MaxValue);
    }

    [Fact]
    public async Task What_one_instance_waits_for_is_listed_and_nothing_of_others()
    {
        await ApplyAsync(
            Set("late", 5), Set("early", 2), Set("other", 1, instance: "j"),
            Issue("late", 5), Issue("early", 2), Issue("other", 1, instance: "j"));

        var timers = await Store.ListTimersAsync(Tenant, "orders", Instance("i"), 10, Cancellation);
        var commands = await Store.ListCommandsAsync(Tenant, "orders", Instance("i"), 10, Cancellation);

        timers.Select(timer => timer.Name).ShouldBe(["early", "late"]);
        commands.Select(command => command.Id.Value).ShouldBe(["late", "early"]);
        (await Store.ListTimersAsync(Tenant, "orders", Instance("i"), 1, Cancellation)).Length.ShouldBe(1);
        (await Store.ListCommandsAsync(Tenant, "orders", Instance("i"), 1, Cancellation)).Length.ShouldBe(1);
        (await Store.ListTimersAsync(Tenant, "bills", Instance("i"), 10, Cancellation)).ShouldBeEmpty();
        (await Store.ListCommandsAsync(NewTenant(), "orders", Instance("i"), 10, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rebuild_leaves_what_processes_wait_for()
    {
        await ApplyAsync(Set("a", 1), Issue("c", 2));

        await Journal.ReplaceStatesAsync(Tenant, AsyncEnumerable.Empty<DerivedRow>(), Cancellation);

        (await TimersAsync(9)).Count.ShouldBe(1);
        (await CommandsAsync(9)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_command_that_is_no_object_any_more_stands_in_nobody_s_way()
    {
        Assert.SkipWhen(Backend is MemoryBackend, "Nobody else can reach a database in memory.");
        await ApplyAsync(Issue("c", 1));
        await ApplyAsync(Issue("d", 2));
        var table = Backend is PostgresBackend ? "patchlog.outgoing" : "outgoing";
        await Backend.ExecuteAsync($"update {table} set command = '[]' where tenant = '{Tenant}' and id = 'c'");

        var due = await Store.FindDueCommandsAsync(Tenant, At(2), 9, Cancellation);
        due.Select(command => (command.Id.Value, command.Command is null)).ShouldBe([("c", true), ("d", false)]);
    }

    static CommandId Id(string id) => CommandId.Trusted(id);
}

public sealed class ProcessEffectTestsOnSqlite(SqliteBackend backend) : ProcessEffectTests(backend);

public sealed class ProcessEffectTestsInMemory(MemoryBackend backend) : ProcessEffectTests(backend);

public sealed class ProcessEffectTestsOnPostgreSql(PostgresBackend backend) : ProcessEffectTests(backend);
