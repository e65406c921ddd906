using System.Data.Common;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>What an append does beside events and state: together with them, or not at all.</summary>
public abstract class EffectTests(Backend backend) : JournalContract(backend)
{
    [Fact]
    public async Task Effects_are_there_with_the_events_of_their_entry()
    {
        var result = await AppendAsync(
            Entries.Create(Key("a")) with { Effects = [new Mark("x", 1), new Mark("y", 2)] },
            Entries.Create(Key("b")) with { Effects = [new Mark("z", 3)] },
            Entries.Create(Key("c")));

        result.Entries.ShouldAllBe(entry => entry == AppendedEntry.Admitted);
        (await MarksAsync()).ShouldBe(["x 1", "y 2", "z 3"]);
        (await Reader.FindHeadAsync(Tenant, Cancellation)).ShouldBe(new(3));
    }

    [Fact]
    public async Task Effects_of_refused_and_of_known_entries_do_not_take_place()
    {
        await AppendAsync(Entries.Create(Key("a"), id: "once"));

        var result = await AppendAsync(
            Entries.Set(Key("a"), 1, expected: 7) with { Effects = [new Mark("stale", 1)] },
            Entries.Create(Key("b"), id: "once") with { Effects = [new Mark("known", 1)] },
            Entries.Create(Key("c")) with
            {
                Conditions = [new(Key("a"), new(9))],
                Effects = [new Mark("unmet", 1)],
            },
            Entries.Create(Key("d")) with { Effects = [new Mark("admitted", 1)] });

        result.Entries.ShouldBe(
            [AppendedEntry.Refused, AppendedEntry.Known, AppendedEntry.Refused, AppendedEntry.Admitted]);
        (await MarksAsync()).ShouldBe(["admitted 1"]);
    }

    [Fact]
    public async Task Where_nothing_is_admitted_no_effect_takes_place()
    {
        await AppendAsync(Entries.Create(Key("a"), expected: 7) with { Effects = [new Mark("x", 1)] });

        (await MarksAsync()).ShouldBeEmpty();
        (await Reader.ListTenantsAsync(Cancellation)).ShouldNotContain(Tenant);
    }

    [Fact]
    public async Task Effects_take_place_in_the_order_of_the_entries()
    {
        await AppendAsync(
            Entries.Create(Key("a")) with { Effects = [new Mark("x", 1), new Mark("x", 2)] },
            Entries.Create(Key("b")) with { Effects = [new Mark("x", 3)] },
            Entries.Create(Key("c"), expected: 7) with { Effects = [new Mark("x", 4)] });

        (await MarksAsync()).ShouldBe(["x 3"]);
    }

    [Fact]
    public async Task An_entry_may_have_nothing_but_effects_and_leaves_no_outcome()
    {
        await AppendAsync(Entries.Create(Key("a")));

        var result = await AppendAsync(
            Entries.Check(Key("a"), 1, id: "fired") with { Effects = [new Mark("x", 1)] },
            Entries.Check(Key("b"), 1) with { Effects = [new Mark("y", 1)] });

        result.Entries.ShouldBe([AppendedEntry.Admitted, AppendedEntry.Refused]);
        result.HeadAfter.ShouldBe(new(1));
        (await MarksAsync()).ShouldBe(["x 1"]);
        (await Reader.FindCommandsAsync(Tenant, [CommandId.Trusted("fired")], Cancellation))[0].ShouldBeNull();
    }

    [Fact]
    public async Task A_command_that_changed_nothing_may_have_effects()
    {
        await AppendAsync(Entries.Create(Key("a")));

        await AppendAsync(Entries.Unchanged(Key("a"), 1, id: "idle") with { Effects = [new Mark("x", 1)] });

        (await MarksAsync()).ShouldBe(["x 1"]);
        (await Reader.FindCommandsAsync(Tenant, [CommandId.Trusted("idle")], Cancellation))[0].ShouldNotBeNull();
    }

    [Fact]
    public async Task An_effect_that_fails_leaves_nothing_of_its_batch()
    {
        await Should.ThrowAsync<DbException>(() => AppendAsync(
            Entries.Create(Key("a")) with { Effects = [new Mark("x", 1)] },
            Entries.Unchanged(Key("b"), 0, id: "idle"),
            Entries.Create(Key("c")) with { Effects = [new Mark("y", Mark.Misfit)] }));

        (await MarksAsync()).ShouldBeEmpty();
        (await Reader.FindHeadAsync(Tenant, Cancellation)).ShouldBe(Position.Start);
        (await LoadAsync(Key("a"))).ShouldBe(AggregateState.None);
        (await Reader.FindCommandsAsync(Tenant, [CommandId.Trusted("idle")], Cancellation))[0].ShouldBeNull();
        (await AppendAsync(Entries.Create(Key("a")) with { Effects = [new Mark("x", 2)] })).Entries
            .ShouldBe([AppendedEntry.Admitted]);
        (await MarksAsync()).ShouldBe(["x 2"]);
    }

    [Fact]
    public async Task A_batch_that_fails_in_the_middle_leaves_no_effect()
    {
        // The second event has the version of the first: no caller does that, and the database refuses it.
        var broken = Entries.Of(Key("b"), 0, null, null,
            new EventDraft("created", EventType.Create, new(1), Entries.Parse("{}"), null),
            new EventDraft("created", EventType.Create, new(1), Entries.Parse("{}"), null));

        await Should.ThrowAsync<JournalDamagedException>(() => AppendAsync(
            Entries.Create(Key("a")) with { Effects = [new Mark("x", 1)] },
            broken with { Effects = [new Mark("y", 1)] }));

        (await MarksAsync()).ShouldBeEmpty();
        (await Reader.FindHeadAsync(Tenant, Cancellation)).ShouldBe(Position.Start);
    }

    [Fact]
    public async Task An_effect_that_the_database_does_not_know_leaves_nothing_of_its_batch()
    {
        await Should.ThrowAsync<DbException>(() => AppendAsync(
            Entries.Create(Key("a")) with { Effects = [new Mark("x", 1), new Unheard()] }));

        (await MarksAsync()).ShouldBeEmpty();
        (await Reader.FindHeadAsync(Tenant, Cancellation)).ShouldBe(Position.Start);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mark")]
    [InlineData("mark; drop table events")]
    public void The_kind_of_an_effect_is_a_plain_word(string kind) =>
        Should.Throw<ArgumentException>(() => new Named(kind));

    Task<List<string>> MarksAsync() =>
        Backend.QueryAsync($"select name, value from marks where tenant = '{Tenant}' order by name");

    sealed record Unheard() : Effect("unheard", JsonObject.Empty);

    sealed record Named(string Word) : Effect(Word, JsonObject.Empty);
}

public sealed class EffectTestsOnSqlite(SqliteBackend backend) : EffectTests(backend);

public sealed class EffectTestsOnPostgreSql(PostgresBackend backend) : EffectTests(backend);
