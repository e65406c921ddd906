using Patchlog.Commands;
using Patchlog.Json;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>The way of a command in good weather: decided, appended with others, answered once it is durable.</summary>
public sealed class CommandExecutorTests
{
    [Fact]
    public async Task A_command_is_answered_with_the_events_that_the_journal_holds()
    {
        await using var rig = new ExecutorRig();

        var created = await rig.SucceedAsync(Sample.Create("a", """{"n":1.10}"""));
        var patched = await rig.SucceedAsync(Sample.Patch("a", """{"m":1E400}"""));

        (created.HasCreated, created.Version, created.IsDuplicate).ShouldBe((true, new Version(1), false));
        (patched.HasCreated, patched.Version, patched.Position).ShouldBe((false, new Version(2), new Position(2)));
        patched.Body!.ToString().ShouldBe("""{"id":"a","n":1.10,"m":1E400}""");
        Texts.Of([.. created.Events, .. patched.Events]).ShouldBe(Texts.Of(await rig.HistoryAsync("a")));
        Texts.Of(await rig.LoadAsync("a")).ShouldStartWith("2 " + patched.Body);
    }

    [Fact]
    public async Task Commands_that_wait_together_are_written_together_and_chained()
    {
        await using var rig = new ExecutorRig();
        await rig.GatherAsync();

        var answers = new[]
        {
            await rig.SubmitAsync(Sample.Create("a", """{"log":[]}""")),
            await rig.SubmitAsync(Sample.Create("b")),
            await rig.SubmitAsync(Sample.Log("a", "one")),
            await rig.SubmitAsync(Sample.Log("a", "two")),
        };
        answers.ShouldAllBe(answer => !answer.IsCompleted);
        rig.Journal.Release();
        var outcomes = await Task.WhenAll(answers);
        var positions = outcomes.Cast<Outcome.Success>().Select(outcome => outcome.Position!.Value.Number).ToList();

        var batch = rig.Journal.Batches[1];
        batch.Select(append => append.IsChained).ShouldBe([false, false, true, true]);
        positions.ShouldBe(Enumerable.Range(0, 4).Select(i => positions[0] + i));
        (await rig.WordsAsync("a")).ShouldBe(["one", "two"]);
        await rig.ShouldBeConsistentAsync();
    }

    [Fact]
    public async Task A_command_that_changes_nothing_succeeds_without_an_event()
    {
        await using var rig = new ExecutorRig();
        await rig.SucceedAsync(Sample.Create("a", """{"n":1}"""));

        var nothing = await rig.SucceedAsync(Sample.Patch("a", """[{"op":"replace","path":"/n","value":1.0}]"""));

        nothing.Events.ShouldBeEmpty();
        (nothing.Position, nothing.Version).ShouldBe((null, new Version(1)));
        (await rig.HistoryAsync("a")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_is_put_to_the_journal_before_it_is_answered()
    {
        await using var rig = new ExecutorRig();
        await rig.SucceedAsync(Sample.Create("a", """{"n":1}"""));
        await rig.SucceedAsync(Sample.Patch("a", """{"n":2}"""));
        await rig.WriteAsStrangerAsync(Entries.Delete(ExecutorRig.Key("a"), 2));

        // The cache still says that it is alive.
        var problem = await rig.FailAsync(Sample.Patch("a", """[{"op":"remove","path":"/none"}]"""));

        problem.Code.ShouldBe(ProblemCode.Deleted);
        problem.CurrentVersion.ShouldBe(new(3));
    }

    [Fact]
    public async Task A_creation_is_decided_again_when_the_guess_that_there_is_nothing_was_wrong()
    {
        await using var rig = new ExecutorRig();
        await rig.WriteAsStrangerAsync(
            Entries.Create(ExecutorRig.Key("alive")), Entries.Create(ExecutorRig.Key("gone")));
        await rig.WriteAsStrangerAsync(Entries.Delete(ExecutorRig.Key("gone"), 1));

        var problem = await rig.FailAsync(Sample.Create("alive"));
        var revived = await rig.SucceedAsync(Sample.Create("gone"));

        (problem.Code, problem.CurrentVersion).ShouldBe((ProblemCode.AlreadyExists, new Version(1)));
        (revived.Version, revived.HasCreated).ShouldBe((new Version(3), true));
    }

    [Fact]
    public async Task A_stale_version_is_answered_with_the_current_one()
    {
        await using var rig = new ExecutorRig();
        await rig.SucceedAsync(Sample.Create("a", """{"log":[]}"""));
        await rig.SucceedAsync(Sample.Log("a", "one"));
        await rig.SucceedAsync(Sample.Log("a", "two"));

        var problem = await rig.FailAsync(Sample.Log("a", "late", version: 1));

        (problem.Code, problem.CurrentVersion, problem.IsRetryable)
            .ShouldBe((ProblemCode.VersionConflict, new Version(3), false));
    }

    [Fact]
    public async Task What_another_server_wrote_is_built_on()
    {
        await using var rig = new ExecutorRig();
        await rig.SucceedAsync(Sample.Create("a", """{"n":1}"""));
        await rig.SucceedAsync(Sample.Patch("a", """{"n":2}"""));
        await rig.WriteAsStrangerAsync(Entries.Set(ExecutorRig.Key("a"), 10, 2));

        var patched = await rig.SucceedAsync(Sample.Patch("a", """{"m":1}"""));

        patched.Body!.ToString().ShouldContain("\"n\":10");
        patched.Version.ShouldBe(new(4));
        await rig.ShouldBeConsistentAsync();
    }

    [Fact]
    public async Task A_batch_holds_no_more_than_its_limits_allow()
    {
        await using var rig = new ExecutorRig(new CommandLimits { MaxBatch = 3, MaxBatchBytes = 1000 });
        await rig.GatherAsync();
        var large = $$"""{"text":"{{new string('x', 600)}}"}""";

        var answers = new List<Task<Outcome>>();
        for (var i = 0; i < 4; i++)
            answers.Add(await rig.SubmitAsync(Sample.Create($"small-{i}")));
        for (var i = 0; i < 4; i++)
            answers.Add(await rig.SubmitAsync(Sample.Create($"large-{i}", large)));
        rig.Journal.Release();
        (await Task.WhenAll(answers)).ShouldAllBe(outcome => outcome is Outcome.Success);

        rig.Journal.Batches.Skip(2).ShouldAllBe(batch => batch.Count <= 3);
        rig.Journal.Batches.Skip(2).ShouldAllBe(batch =>
            batch.Take(batch.Count - 1).Sum(append => append.Command.Body!.Utf8Length) < 1000);
    }

    [Fact]
    public async Task Draining_waits_for_what_is_under_way()
    {
        await using var rig = new ExecutorRig();
        rig.Journal.Hold();
        var answer = await rig.SubmitAsync(Sample.Create("a"));

        var draining = rig.Executor.DrainAsync(Timeout.InfiniteTimeSpan);
        draining.IsCompleted.ShouldBeFalse();
        rig.Journal.Release();

        await draining;
        (await answer).ShouldSucceed();
    }

    [Fact]
    public async Task Commands_without_a_handler_or_a_process_are_refused()
    {
        await using var rig = new ExecutorRig();
        var command = Sample.Create("a");

        var logic = await rig.FailAsync(command with { Type = CommandType.Logic });
        var orchestration = await rig.FailAsync(command with
        {
            Type = CommandType.Orchestration,
            Body = JsonObject.Empty.With("start", 1),
        });

        logic.Code.ShouldBe(ProblemCode.UnknownCommand);
        orchestration.Code.ShouldBe(ProblemCode.UnknownProcess);
    }

    [Fact]
    public async Task A_full_executor_takes_no_command_before_one_is_answered()
    {
        await using var rig = new ExecutorRig(new CommandLimits { MaxInFlight = 2 });
        rig.Journal.Hold();
        var first = await rig.SubmitAsync(Sample.Create("a"));
        await rig.SubmitAsync(Sample.Create("b"));
        using var patience = new CancellationTokenSource();

        var third = rig.SubmitAsync(Sample.Create("c"));
        var gaveUp = rig.Executor.SubmitAsync(Sample.Create("d"), patience.Token).AsTask();
        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => gaveUp);
        third.IsCompleted.ShouldBeFalse();
        rig.Journal.Release();
        await first;
        (await await third).ShouldSucceed();
        (await rig.LoadAsync("d")).ShouldBe(AggregateState.None);
    }

    [Fact]
    public async Task Bytes_count_as_well_as_commands()
    {
        await using var rig = new ExecutorRig(new CommandLimits { MaxBytesInFlight = 6000 });
        rig.Journal.Hold();
        await rig.SubmitAsync(Sample.Create("a", $$"""{"text":"{{new string('x', 900)}}"}"""));

        var second = rig.SubmitAsync(Sample.Create("b", $$"""{"text":"{{new string('x', 900)}}"}"""));

        second.IsCompleted.ShouldBeFalse();
        rig.Journal.Release();
        (await await second).ShouldSucceed();
    }

    [Fact]
    public async Task A_tenant_whose_commands_fill_its_share_keeps_no_other_tenant_out()
    {
        await using var rig = new ExecutorRig(new CommandLimits { MaxInFlight = 8, MaxInFlightPerTenant = 4 });
        var other = Sample.Create("b") with { Target = ExecutorRig.Key("b") with { Tenant = Tenant.Trusted("other") } };
        rig.Journal.Hold();
        List<Task<Task<Outcome>>> many = [];
        for (var i = 0; i < 40; i++)
            many.Add(rig.SubmitAsync(Sample.Create($"a{i}") with { Sender = new() }));

        many.Count(submitted => submitted.IsCompleted).ShouldBe(4);
        var answer = rig.SubmitAsync(other);
        answer.IsCompleted.ShouldBeTrue();

        rig.Journal.Release();
        (await await answer).ShouldSucceed();
        foreach (var submitted in many)
            (await await submitted).ShouldSucceed();
    }

    [Fact]
    public async Task All_commands_that_wait_for_a_stalled_database_hear_of_it_when_their_time_is_over()
    {
        await using var rig = new ExecutorRig();
        await rig.SucceedAsync(Sample.Create("a", """{"log":[]}"""));
        await rig.GatherAsync();
        List<Task<Outcome>> answers = [];
        for (var i = 0; i < 40; i++)
            answers.Add(await rig.SubmitAsync(Sample.Log("a", $"{i}")));

        rig.Journal.Then(Fate.Refused);
        rig.Clock.Advance(new CommandLimits().Patience);
        var before = rig.Journal.Batches.Count;
        rig.Journal.Release();

        foreach (var answer in answers)
        {
            var problem = (await answer).ShouldFail();
            (problem.Code, problem.Applied, problem.IsRetryable).ShouldBe((ProblemCode.Unavailable, Applied.No, true));
        }
        rig.Journal.Batches.Count.ShouldBe(before);     // none of them was tried in vain
        (await rig.WordsAsync("a")).ShouldBeEmpty();
        await rig.ShouldBeConsistentAsync();
    }

    [Fact]
    public async Task A_command_that_finds_no_room_at_the_door_hears_of_it_when_its_time_is_over()
    {
        var clock = new TestClock();
        await using var rig = new ExecutorRig(new CommandLimits { MaxInFlight = 1 }, time: clock);
        rig.Journal.Hold();
        await rig.SubmitAsync(Sample.Create("a"));

        var waiting = rig.SubmitAsync(Sample.Create("b"));
        waiting.IsCompleted.ShouldBeFalse();
        clock.Advance(new CommandLimits().Patience);

        var problem = (await await waiting).ShouldFail();
        (problem.Code, problem.Applied, problem.IsRetryable).ShouldBe((ProblemCode.TooManyRequests, Applied.No, true));
        rig.Journal.Release();
    }

    [Fact]
    public async Task A_lane_decides_no_further_ahead_of_the_journal_than_it_may()
    {
        await using var rig = new ExecutorRig(new CommandLimits { MaxDecidedBytesPerLane = 4000 });
        await rig.SucceedAsync(Sample.Create("a", $$"""{"log":[],"text":"{{new string('x', 1000)}}"}"""));
        await rig.GatherAsync();
        List<Task<Outcome>> answers = [];
        for (var i = 0; i < 40; i++)
            answers.Add(await rig.SubmitAsync(Sample.Log("a", $"{i}")));

        rig.Journal.Release();
        foreach (var answer in answers)
            (await answer).ShouldSucceed();

        rig.Journal.Batches.Max(batch => batch.Count).ShouldBeLessThan(6);
        (await rig.WordsAsync("a")).ShouldBe(Enumerable.Range(0, 40).Select(i => $"{i}"));
        await rig.ShouldBeConsistentAsync();
    }
}
