using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>
/// Exactly one effect per command id: the same content gets the first outcome, other content a refusal.
/// </summary>
public sealed class DuplicateCommandTests
{
    [Fact]
    public async Task Whatever_is_sent_again_gets_its_first_outcome()
    {
        await using var rig = new ExecutorRig();
        Command[] commands =
        [
            Sample.Create("a", """{"n":1}"""),
            Sample.Create("a2", """{"n":1}""", version: 0),
            Sample.Patch("a", """[{"op":"test","path":"/n","value":1},{"op":"replace","path":"/n","value":2}]"""),
            Sample.Patch("a", """{"n":2}"""),                 // changes nothing
            Sample.Put("a", """{"n":3}""", version: 2),
            Sample.Put("a", """{"id":"a","n":3}"""),          // changes nothing
            Sample.Delete("a", version: 3),
            Sample.Create("a", """{"n":4}"""),                // revives
            Sample.Delete("a"),
        ];
        var first = new List<Outcome.Success>();
        foreach (var command in commands)
            first.Add(await rig.SucceedAsync(command));

        foreach (var (command, expected) in commands.Zip(first).Reverse())
        {
            var again = await rig.SucceedAsync(command);
            again.IsDuplicate.ShouldBeTrue();
            (again.Version, again.Time, again.Position).ShouldBe((expected.Version, expected.Time, expected.Position));
            Texts.Of(again.Events).ShouldBe(Texts.Of(expected.Events));
        }
        (await rig.HistoryAsync("a")).Count.ShouldBe(6);
        await rig.ShouldBeConsistentAsync();
    }

    [Fact]
    public async Task A_command_that_is_sent_twice_at_once_takes_effect_once()
    {
        await using var rig = new ExecutorRig();
        await rig.GatherAsync();
        var create = Sample.Create("a", """{"log":[]}""");
        var log = Sample.Log("a", "once");

        var answers = new[]
        {
            await rig.SubmitAsync(create), await rig.SubmitAsync(create), await rig.SubmitAsync(log),
            await rig.SubmitAsync(log), await rig.SubmitAsync(create),
        };
        rig.Journal.Release();
        var outcomes = (await Task.WhenAll(answers)).Cast<Outcome.Success>().ToList();

        outcomes.Select(outcome => outcome.IsDuplicate).ShouldBe([false, true, false, true, true]);
        outcomes.Select(outcome => outcome.Version.Number).ShouldBe([1, 1, 2, 2, 1]);
        (await rig.WordsAsync("a")).ShouldBe(["once"]);
    }

    [Fact]
    public async Task An_id_with_other_content_is_refused_and_nothing_is_written()
    {
        await using var rig = new ExecutorRig();
        await rig.SucceedAsync(Sample.Create("a", """{"n":1}""", id: "event"));
        await rig.SucceedAsync(Sample.Patch("a", """{"n":1}""", id: "nothing"));

        foreach (var id in (string[])["event", "nothing"])
            foreach (var command in (Command[])[
                Sample.Create("b", id: id), Sample.Patch("a", """{"n":2}""", id: id),
                Sample.Patch("a", """{"n":1}""", id: id, version: 1), Sample.Delete("none", id: id)])
                (await rig.FailAsync(command)).Code.ShouldBe(ProblemCode.CommandIdReused);
        (await rig.LoadAsync("b")).ShouldBe(AggregateState.None);
        (await rig.HistoryAsync("a")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_command_leaves_nothing_and_is_decided_anew_when_it_comes_again()
    {
        await using var rig = new ExecutorRig();
        var patch = Sample.Patch("a", """{"n":1}""");
        (await rig.FailAsync(patch)).Code.ShouldBe(ProblemCode.NotFound);
        await rig.SucceedAsync(Sample.Create("a"));

        (await rig.SucceedAsync(patch)).IsDuplicate.ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_chained_on_a_duplicate_is_decided_on_what_is_there()
    {
        await using var rig = new ExecutorRig();
        var first = Sample.Log("a", "first");
        await rig.SucceedAsync(Sample.Create("a", """{"log":[]}"""));
        await rig.SucceedAsync(first);
        await rig.GatherAsync();

        var again = await rig.SubmitAsync(first);
        var second = await rig.SubmitAsync(Sample.Log("a", "second"));
        var third = await rig.SubmitAsync(Sample.Log("a", "third"));
        rig.Journal.Release();

        (await again).ShouldSucceed().IsDuplicate.ShouldBeTrue();
        (await second).ShouldSucceed().Version.ShouldBe(new(3));
        (await third).ShouldSucceed().Version.ShouldBe(new(4));
        (await rig.WordsAsync("a")).ShouldBe(["first", "second", "third"]);
    }

    [Fact]
    public async Task An_outcome_that_cannot_be_looked_up_is_unknown()
    {
        await using var rig = new ExecutorRig();
        var command = Sample.Create("a");
        await rig.SucceedAsync(command);

        rig.Journal.AreReadsCut = true;
        var problem = await rig.FailAsync(command);

        (problem.Code, problem.Applied).ShouldBe((ProblemCode.OutcomeUnknown, Applied.Unknown));
    }
}
