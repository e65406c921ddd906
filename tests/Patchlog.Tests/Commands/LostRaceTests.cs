using Patchlog.Commands;
using Patchlog.Json;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>Commands that lose: to another server's write, to a database that goes away, to a bug.</summary>
public sealed class LostRaceTests
{
    static readonly CommandLimits Limits = new();

    [Fact]
    public async Task Chained_commands_are_decided_again_in_their_order_when_a_stranger_took_the_version()
    {
        await using var rig = new ExecutorRig();
        await rig.SucceedAsync(Sample.Create("a", """{"log":[]}"""));
        await rig.GatherAsync();

        var answers = new List<Task<Outcome>>();
        for (var i = 0; i < 5; i++)
            answers.Add(await rig.SubmitAsync(Sample.Log("a", $"own-{i}")));
        await StrangerLogsAsync(rig, 1);
        rig.Journal.Release();
        var outcomes = (await Task.WhenAll(answers)).Cast<Outcome.Success>();

        outcomes.Select(outcome => outcome.Version.Number).ShouldBe([3, 4, 5, 6, 7]);
        (await rig.WordsAsync("a")).ShouldBe(["stranger", "own-0", "own-1", "own-2", "own-3", "own-4"]);
        await rig.ShouldBeConsistentAsync();
    }

    [Fact]
    public async Task Only_the_one_that_insisted_on_a_version_hears_of_the_conflict()
    {
        await using var rig = new ExecutorRig();
        await rig.SucceedAsync(Sample.Create("a", """{"log":[]}"""));
        await rig.GatherAsync();

        var before = await rig.SubmitAsync(Sample.Log("a", "before"));
        var insists = await rig.SubmitAsync(Sample.Log("a", "insists", version: 2));
        var after = await rig.SubmitAsync(Sample.Log("a", "after"));
        await StrangerLogsAsync(rig, 1);
        rig.Journal.Release();

        (await before).ShouldSucceed();
        var problem = (await insists).ShouldFail();
        (problem.Code, problem.CurrentVersion).ShouldBe((ProblemCode.VersionConflict, new Version(3)));
        (await after).ShouldSucceed();
        (await rig.WordsAsync("a")).ShouldBe(["stranger", "before", "after"]);
    }

    [Fact]
    public async Task A_command_that_loses_every_time_gives_up_at_last()
    {
        const int maxLostRaces = 3;
        await using var rig = new ExecutorRig(new CommandLimits { MaxLostRaces = maxLostRaces });
        await rig.SucceedAsync(Sample.Create("a", """{"log":[]}"""));
        var version = 1;
        rig.Journal.Before = async _ => await StrangerLogsAsync(rig, version++);

        var problem = await rig.FailAsync(Sample.Log("a", "unlucky"));

        (problem.Code, problem.IsRetryable, problem.Applied).ShouldBe((ProblemCode.VersionConflict, true, Applied.No));
        (version - 1).ShouldBe(maxLostRaces + 1);
        rig.Journal.Before = null;
        await rig.SucceedAsync(Sample.Log("a", "lucky"));
        await rig.ShouldBeConsistentAsync();
    }

    [Fact]
    public async Task An_append_whose_answer_is_lost_is_found_by_its_id_and_is_no_duplicate()
    {
        await using var rig = new ExecutorRig();
        await rig.SucceedAsync(Sample.Create("a", """{"log":[]}"""));
        await rig.GatherAsync();
        rig.Journal.Then(Fate.AnswerLost);

        var one = await rig.SubmitAsync(Sample.Log("a", "one"));
        var two = await rig.SubmitAsync(Sample.Log("a", "two"));
        var other = await rig.SubmitAsync(Sample.Create("b"));
        rig.Journal.Release();
        var outcomes = (await Task.WhenAll(one, two, other)).Cast<Outcome.Success>().ToList();

        outcomes.ShouldAllBe(outcome => !outcome.IsDuplicate);
        outcomes.Select(outcome => outcome.Version.Number).ShouldBe([2, 3, 1]);
        (await rig.WordsAsync("a")).ShouldBe(["one", "two"]);
        (await rig.SucceedAsync(Sample.Log("a", "three"))).Version.ShouldBe(new(4));
        await rig.ShouldBeConsistentAsync();
    }

    [Fact]
    public async Task An_append_that_never_arrived_is_sent_again()
    {
        await using var rig = new ExecutorRig();
        rig.Journal.Then(Fate.LostOnTheWay, Fate.Refused);

        var created = await rig.SucceedAsync(Sample.Create("a"));

        (created.Version, created.IsDuplicate).ShouldBe((new Version(1), false));
        rig.Journal.Batches.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("unavailable", Applied.No, nameof(Fate.Refused))]
    [InlineData("unavailable", Applied.No, nameof(Fate.LostOnTheWay))]
    [InlineData("outcome-unknown", Applied.Unknown, nameof(Fate.LostOnTheWay), nameof(Fate.LostOnTheWay))]
    [InlineData("outcome-unknown", Applied.Unknown, nameof(Fate.AnswerLost), nameof(Fate.Refused))]
    public async Task When_patience_is_over_the_answer_says_what_is_known(
        string code, Applied applied, params string[] fates)
    {
        await using var rig = Impatient();
        await rig.SucceedAsync(Sample.Create("a", """{"log":[]}"""));
        rig.Journal.Then(Array.ConvertAll(fates, Enum.Parse<Fate>));

        var command = Sample.Log("a", "one");
        var problem = await rig.FailAsync(command);
        (problem.Code.Name, problem.Applied, problem.IsRetryable).ShouldBe((code, applied, true));

        // Sent again it takes effect, or is found; in either case once.
        (await rig.SucceedAsync(command)).IsDuplicate.ShouldBe(fates[0] == nameof(Fate.AnswerLost));
        (await rig.WordsAsync("a")).ShouldBe(["one"]);
        await rig.ShouldBeConsistentAsync();
    }

    [Fact]
    public async Task An_outcome_whose_answer_got_lost_is_looked_up_when_patience_is_over()
    {
        await using var rig = Impatient();
        await rig.SucceedAsync(Sample.Create("a", """{"log":[]}"""));
        rig.Journal.Then(Fate.AnswerLost);

        var logged = await rig.SucceedAsync(Sample.Log("a", "one"));

        (logged.Version, logged.IsDuplicate).ShouldBe((new Version(2), false));
    }

    [Fact]
    public async Task A_true_duplicate_is_one_even_if_its_batch_had_to_be_repeated()
    {
        await using var rig = new ExecutorRig();
        var (twice, unchanged) = (Sample.Create("a"), Sample.Patch("a", "{}"));
        await rig.SucceedAsync(twice);
        await rig.SucceedAsync(unchanged);
        await rig.GatherAsync();
        rig.Journal.Then(Fate.AnswerLost);

        var (first, second, third) =
            (await rig.SubmitAsync(twice), await rig.SubmitAsync(unchanged), await rig.SubmitAsync(Sample.Create("b")));
        rig.Journal.Release();

        (await first).ShouldSucceed().IsDuplicate.ShouldBeTrue();
        (await second).ShouldSucceed().IsDuplicate.ShouldBeTrue();
        (await third).ShouldSucceed().IsDuplicate.ShouldBeFalse();
    }

    [Fact]
    public async Task What_rests_on_a_command_that_failed_is_decided_on_what_is_there()
    {
        var second = TimeSpan.FromSeconds(1);
        await using var rig = new ExecutorRig(Limits with { Patience = 8 * second, LookUpPatience = 2 * second });
        await rig.SucceedAsync(Sample.Create("a", """{"log":[]}"""));
        rig.Journal.AtFault = () => rig.Clock.Advance(3 * second);
        rig.Journal.Hold();
        rig.Journal.Then(Fate.AnswerLost, Fate.Refused);

        var first = await rig.SubmitAsync(Sample.Log("a", "first"));
        await rig.Journal.ArrivedAsync(2);
        rig.Clock.Advance(6 * second);
        var later = await rig.SubmitAsync(Sample.Log("a", "second"));
        rig.Journal.Release();

        (await first).ShouldFail().Applied.ShouldBe(Applied.Unknown);
        (await later).ShouldSucceed().Version.ShouldBe(new(3));
        (await rig.WordsAsync("a")).ShouldBe(["first", "second"]);
    }

    [Fact]
    public async Task A_state_that_cannot_be_loaded_fails_the_command_and_not_the_lane()
    {
        await using var rig = new ExecutorRig();
        await rig.WriteAsStrangerAsync(Entries.Create(ExecutorRig.Key("a")));
        rig.Journal.AreReadsCut = true;

        var problem = await rig.FailAsync(Sample.Patch("a", """{"n":1}"""));
        rig.Journal.AreReadsCut = false;

        (problem.Code, problem.Applied).ShouldBe((ProblemCode.Unavailable, Applied.No));
        (await rig.SucceedAsync(Sample.Patch("a", """{"n":1}"""))).Version.ShouldBe(new(2));
    }

    [Fact]
    public async Task A_batch_that_the_journal_cannot_take_is_written_command_by_command()
    {
        await using var rig = new ExecutorRig();
        rig.Journal.Before = batch => batch.Any(append => append.Command.Id.Value == "poison")
            ? throw new InvalidOperationException("No database takes this.")
            : Task.CompletedTask;
        await rig.GatherAsync();

        var answers = new[]
        {
            await rig.SubmitAsync(Sample.Create("a", """{"log":[]}""")),
            await rig.SubmitAsync(Sample.Log("a", "one")),
            await rig.SubmitAsync(Sample.Log("a", "poisoned", id: "poison")),
            await rig.SubmitAsync(Sample.Log("a", "two")),
            await rig.SubmitAsync(Sample.Create("b")),
        };
        rig.Journal.Release();
        var outcomes = await Task.WhenAll(answers);

        outcomes.Select(outcome => outcome is Outcome.Success).ShouldBe([true, true, false, true, true]);
        ((Outcome.Failure)outcomes[2]).Problem.Code.ShouldBe(ProblemCode.Internal);
        (await rig.WordsAsync("a")).ShouldBe(["one", "two"]);
        await rig.ShouldBeConsistentAsync();
    }

    [Fact]
    public async Task A_command_on_which_deciding_breaks_costs_nobody_else_anything()
    {
        await using var rig = new ExecutorRig();
        var broken = Sample.Create("a") with { Body = null };     // the reader lets no such thing through

        var problem = await rig.FailAsync(broken);

        (problem.Code, problem.Applied).ShouldBe((ProblemCode.Internal, Applied.No));
        await rig.SucceedAsync(Sample.Create("a"));
    }

    /// <summary>An executor on whose clock all patience is over with the first fault.</summary>
    static ExecutorRig Impatient()
    {
        var rig = new ExecutorRig(Limits);
        rig.Journal.AtFault = () => rig.Clock.Advance(Limits.Patience + Limits.LookUpPatience);

        return rig;
    }

    /// <summary>Another server adds a word to an aggregate that has no others but its own.</summary>
    static Task StrangerLogsAsync(ExecutorRig rig, int version)
    {
        var words = string.Join(',', Enumerable.Repeat("\"stranger\"", version));
        var patch = JsonValue.Parse("""[{"op":"add","path":"/log/-","value":"stranger"}]""");
        return rig.WriteAsStrangerAsync(Entries.Of(
            ExecutorRig.Key("a"), version, null, Entries.Parse($$"""{"id":"a","log":[{{words}}]}"""),
            new EventDraft("patched", EventType.Patch, new(version + 1), patch, null)));
    }
}
