using Patchlog.Bundles;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>Commands that are only tried: what would come of them is told, and nothing is written.</summary>
public sealed class TrialTests
{
    static readonly Bundle Shipping = BundleTexts.Compile(
        ("reads/orders.js", "export default (command, { customer }) => "
            + "customer ? [{ targetName: 'orders', targetId: customer }] : []"),
        ("handlers/orders/ship.js", """
            export default (state, command, ctx) => {
              ctx.log('shipping', state.id);
              if (state.status === 'shipped')
                ctx.reject('shipped', 'It is shipped.', '/status');

              return [
                { name: 'packed', patch: { packed: true } },
                { name: 'shipped', patch: { status: 'shipped' }, data: { by: ctx.reads[0]?.id ?? null } },
              ];
            }
            """),
        ("handlers/orders/place.js", "export default (state, { body }) => { Object.assign(state, body) }"));

    [Fact]
    public async Task A_handler_is_tried_and_nothing_is_written()
    {
        await using var rig = new ExecutorRig(bundle: Shipping);
        await rig.SucceedAsync(Sample.Create("c", "{}"));
        await rig.SucceedAsync(Sample.Create("o", """{"customer":"c"}"""));

        var ship = Sample.Do("o", "ship");
        var trial = await TryAsync(rig, ship);

        trial.Events.Select(draft => $"{draft.Version} {draft.Name} {draft.Data}".Trim())
            .ShouldBe(["2 packed", """3 shipped {"by":"c"}"""]);
        trial.Body!.ToString().ShouldBe("""{"id":"o","customer":"c","packed":true,"status":"shipped"}""");
        trial.Reads!.ToString().ShouldBe("""[{"targetName":"orders","targetId":"c","version":1}]""");
        (trial.Version, trial.Rejection, trial.IsDuplicate).ShouldBe((new Version(3), null, false));
        trial.Log.ShouldBe(["shipping o"]);
        (await rig.HistoryAsync("o")).Count.ShouldBe(1);

        (await rig.SucceedAsync(ship)).IsDuplicate.ShouldBeFalse();
        var duplicate = await TryAsync(rig, ship);
        (duplicate.IsDuplicate, duplicate.Version, duplicate.Events.Length).ShouldBe((true, new Version(3), 2));

        var refused = await TryAsync(rig, Sample.Do("o", "ship"));
        (refused.Rejection!.Code, refused.Version, refused.Events.Length).ShouldBe((ProblemCode.Rejected, new Version(3), 0));
        refused.Log.ShouldBe(["shipping o"]);
    }

    [Fact]
    public async Task Generic_commands_are_tried_too()
    {
        await using var rig = new ExecutorRig();
        await rig.SucceedAsync(Sample.Create("a", """{"n":1}"""));

        (await TryAsync(rig, Sample.Create("b", """{"n":1}"""))).Events.ShouldHaveSingleItem().Type.ShouldBe(EventType.Create);
        (await TryAsync(rig, Sample.Put("b", """{"n":1}"""))).Version.ShouldBe(new(1));
        (await TryAsync(rig, Sample.Patch("a", """{"n":2}"""))).Body!.ToString().ShouldBe("""{"id":"a","n":2}""");
        (await TryAsync(rig, Sample.Patch("a", """{"n":1}"""))).Events.ShouldBeEmpty();
        (await TryAsync(rig, Sample.Patch("a", """{"n":1}"""))).Body!["n"].ShouldBe(1);
        (await TryAsync(rig, Sample.Delete("a"))).Events.ShouldHaveSingleItem().Type.ShouldBe(EventType.Delete);
        (await TryAsync(rig, Sample.Delete("a"))).Body.ShouldBeNull();

        (await TryAsync(rig, Sample.Create("a"))).Rejection!.Code.ShouldBe(ProblemCode.AlreadyExists);
        (await TryAsync(rig, Sample.Patch("a", "{}", version: 7))).Rejection!.Code.ShouldBe(ProblemCode.VersionConflict);
        (await TryAsync(rig, Sample.Delete("b"))).Rejection!.Code.ShouldBe(ProblemCode.NotFound);
        (await rig.HistoryAsync("a")).Count.ShouldBe(1);
        (await rig.LoadAsync("b")).Version.ShouldBe(Version.None);
    }

    [Fact]
    public async Task An_id_that_was_tried_is_still_free_and_one_that_was_used_otherwise_is_not()
    {
        await using var rig = new ExecutorRig();
        await TryAsync(rig, Sample.Create("a", """{"n":1}""", id: "once"));
        await rig.SucceedAsync(Sample.Create("a", """{"n":2}""", id: "once"));

        (await TryAsync(rig, Sample.Create("a", """{"n":1}""", id: "once"))).Rejection!.Code
            .ShouldBe(ProblemCode.CommandIdReused);
        (await TryAsync(rig, Sample.Patch("a", """{"n":2}""", id: "none"))).Rejection.ShouldBeNull();
        (await rig.SucceedAsync(Sample.Patch("a", """{"n":3}""", id: "none"))).IsDuplicate.ShouldBeFalse();
    }

    [Fact]
    public async Task A_trial_is_decided_on_what_goes_before_it_and_leaves_nothing_to_what_comes_after()
    {
        await using var rig = new ExecutorRig();
        await rig.SucceedAsync(Sample.Create("a", """{"log":[]}"""));
        await rig.GatherAsync();

        var before = await rig.SubmitAsync(Sample.Log("a", "before"));
        var trial = await rig.SubmitAsync(Sample.Log("a", "tried") with { IsTrial = true });
        var after = await rig.SubmitAsync(Sample.Log("a", "after"));
        rig.Journal.Release();

        (await before).ShouldSucceed();
        (await trial).ShouldBeOfType<Outcome.Trial>().Body!["log"]!.ToString().ShouldBe("""["before","tried"]""");
        (await after).ShouldSucceed().Version.ShouldBe(new(3));
        (await rig.WordsAsync("a")).ShouldBe(["before", "after"]);
    }

    [Fact]
    public async Task A_trial_is_decided_again_when_a_stranger_has_written()
    {
        await using var rig = new ExecutorRig();
        await rig.SucceedAsync(Sample.Create("a", """{"n":1}"""));
        await rig.WriteAsStrangerAsync(Entries.Set(ExecutorRig.Key("a"), 9, expected: 1));

        (await TryAsync(rig, Sample.Patch("a", """{"m":1}"""))).Body!.ToString().ShouldBe("""{"id":"a","n":9,"m":1}""");
    }

    [Fact]
    public async Task A_command_that_starts_something_is_tried_and_so_is_what_it_names()
    {
        await using var rig = new ExecutorRig(bundle: Shipping);
        await rig.SucceedAsync(Sample.Create("a"));

        (await TryAsync(rig, Sample.Do("", "place", """{"id":"b"}"""))).Target.TargetId.Value.ShouldBe("b");
        (await TryAsync(rig, Sample.Do("", "place", """{"id":"a"}"""))).Rejection!.Code.ShouldBe(ProblemCode.AlreadyExists);
        (await rig.LoadAsync("b")).Version.ShouldBe(Version.None);
    }

    [Fact]
    public async Task What_can_not_be_decided_is_a_failure_also_of_a_trial()
    {
        await using var rig = new ExecutorRig();
        rig.Journal.AreReadsCut = true;

        (await rig.FailAsync(Sample.Delete("a") with { IsTrial = true })).Code.ShouldBe(ProblemCode.Unavailable);
    }

    [Fact]
    public async Task A_trial_hears_of_values_that_another_document_has_and_takes_none_itself()
    {
        await using var rig = new ExecutorRig();
        await Unique.DeclareAsync(rig.Journal.Inner, Unique.Of("orders", "/n"));
        await rig.SucceedAsync(Sample.Create("a", """{"n":1}"""));
        await rig.GatherAsync();
        var decided = rig.DecidedCount;

        var trial = await rig.SubmitAsync(Sample.Create("b", """{"n":2}""") with { IsTrial = true });
        var same = await rig.SubmitAsync(Sample.Create("c", """{"n":2}"""));
        var late = await rig.SubmitAsync(Sample.Create("d", """{"n":2}""") with { IsTrial = true });
        var taken = await rig.SubmitAsync(Sample.Patch("a", """{"n":1,"m":1}""") with { IsTrial = true });
        await Eventually.HoldsAsync(() => rig.DecidedCount == decided + 4);
        rig.Journal.Release();

        (await trial).ShouldBeOfType<Outcome.Trial>().Rejection.ShouldBeNull();
        (await same).ShouldSucceed();
        (await late).ShouldBeOfType<Outcome.Trial>().Rejection!.Code.ShouldBe(ProblemCode.NotUnique);
        (await taken).ShouldBeOfType<Outcome.Trial>().Rejection.ShouldBeNull();
        (await TryAsync(rig, Sample.Create("b", """{"n":1}"""))).Rejection!.Errors[0].Pointer.ShouldBe("/body/n");
    }

    static async Task<Outcome.Trial> TryAsync(ExecutorRig rig, Command command) =>
        (await rig.RunAsync(command with { IsTrial = true })).ShouldBeOfType<Outcome.Trial>();
}
