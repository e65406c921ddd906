using Patchlog.Commands;
using Patchlog.Journal;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>What senders hear of values that others have.</summary>
public sealed class UniqueCommandTests
{
    [Fact]
    public async Task The_refusal_names_each_pointer_and_the_holder_and_is_definite()
    {
        await using var rig = await OpenAsync("/country", "/number");
        await rig.SucceedAsync(Sample.Create("a", """{"country":"de","number":7}"""));

        var problem = await rig.FailAsync(Sample.Create("b", """{"country":"de","number":7.0}"""));

        (problem.Code, problem.Applied, problem.IsRetryable).ShouldBe((ProblemCode.NotUnique, Applied.No, false));
        problem.Errors.Select(error => (error.Pointer, error.Code))
            .ShouldBe([("/body/country", "not-unique"), ("/body/number", "not-unique")]);
        problem.Errors.ShouldAllBe(error => error.Detail.Contains("orders/a", StringComparison.Ordinal));
        problem.Detail.ShouldContain("orders/b");
        (await rig.LoadAsync("b")).ShouldBe(AggregateState.None);
    }

    [Fact]
    public async Task A_command_that_is_sent_again_gets_its_first_outcome_and_is_no_twin_of_itself()
    {
        await using var rig = await OpenAsync("/v");
        var create = Sample.Create("a", """{"v":1}""");
        rig.Journal.Then(Fate.AnswerLost);

        (await rig.SucceedAsync(create)).IsDuplicate.ShouldBeFalse();
        (await rig.SucceedAsync(create)).IsDuplicate.ShouldBeTrue();
    }

    [Fact]
    public async Task Commands_behind_one_that_is_refused_are_decided_on_what_is_there()
    {
        await using var rig = await OpenAsync("/v");
        await rig.SucceedAsync(Sample.Create("a", """{"v":1}"""));
        await rig.GatherAsync();

        var create = await rig.SubmitAsync(Sample.Create("b", """{"v":1}"""));
        var patch = await rig.SubmitAsync(Sample.Patch("b", """{"v":2}"""));
        var again = await rig.SubmitAsync(Sample.Create("b", """{"v":3}"""));
        var other = await rig.SubmitAsync(Sample.Create("c", """{"v":2}"""));
        rig.Journal.Release();

        (await create).ShouldFail().Code.ShouldBe(ProblemCode.NotUnique);
        (await patch).ShouldFail().Code.ShouldBe(ProblemCode.NotFound);
        (await again).ShouldSucceed().Version.ShouldBe(new(1));
        (await other).ShouldSucceed();
        await rig.ShouldBeConsistentAsync();
    }

    [Fact]
    public async Task A_refused_change_leaves_the_document_as_it_was()
    {
        await using var rig = await OpenAsync("/v");
        await rig.SucceedAsync(Sample.Create("a", """{"v":1}"""));
        await rig.SucceedAsync(Sample.Create("b", """{"v":2}"""));

        (await rig.FailAsync(Sample.Patch("b", """{"v":1}"""))).Code.ShouldBe(ProblemCode.NotUnique);
        (await rig.FailAsync(Sample.Put("b", """{"v":1}"""))).Code.ShouldBe(ProblemCode.NotUnique);

        (await rig.ReadAsync("b")).Version.ShouldBe(new(1));
        (await rig.SucceedAsync(Sample.Patch("b", """{"n":1}"""))).Version.ShouldBe(new(2));
        await rig.SucceedAsync(Sample.Delete("a"));
        await rig.SucceedAsync(Sample.Patch("b", """{"v":1}"""));
        (await rig.FailAsync(Sample.Create("a", """{"v":1}"""))).Code.ShouldBe(ProblemCode.NotUnique);
    }

    [Fact]
    public async Task A_stale_version_is_a_conflict_whatever_else_there_is()
    {
        await using var rig = await OpenAsync("/v");
        await rig.SucceedAsync(Sample.Create("a", """{"v":1}"""));
        await rig.SucceedAsync(Sample.Create("b", """{"v":2}"""));

        (await rig.FailAsync(Sample.Patch("b", """{"v":1}""", version: 7))).Code.ShouldBe(ProblemCode.VersionConflict);
        (await rig.FailAsync(Sample.Create("b", """{"v":1}"""))).Code.ShouldBe(ProblemCode.AlreadyExists);
    }

    /// <summary>
    /// The first try lies somewhere on its way, and the second one meets a holder. Then the holder goes, and the first try
    /// gets through: to have said "no" before would have been a lie.
    /// </summary>
    [Fact]
    public async Task A_try_that_gets_through_after_a_later_one_was_not_unique_is_found()
    {
        var limits = new CommandLimits();
        await using var rig = await OpenAsync(limits, "/v");
        await rig.SucceedAsync(Sample.Create("a", """{"v":1}"""));
        var command = Sample.Create("b", """{"v":1}""");
        IReadOnlyList<Append>? lost = null;
        rig.Journal.Then(Fate.LostOnTheWay);
        rig.Journal.AtFault = () => rig.Clock.Advance(limits.Patience - TimeSpan.FromMilliseconds(500));
        rig.Journal.Before = async batch =>
        {
            if (batch[0].Kind == AppendKind.Events)
                lost = batch;
            else if (lost is not null)
            {
                await rig.WriteAsStrangerAsync(Entries.Delete(ExecutorRig.Key("a"), 1));
                await rig.WriteAsStrangerAsync([.. lost]);
                lost = null;
                rig.Clock.Advance(TimeSpan.FromSeconds(2));
            }
        };

        var created = await rig.SucceedAsync(command);

        (created.Version, created.IsDuplicate).ShouldBe((new Version(1), false));
        rig.Journal.Batches[^1].ShouldHaveSingleItem().Kind.ShouldBe(AppendKind.Check);
    }

    static Task<ExecutorRig> OpenAsync(params string[] paths) => OpenAsync(new CommandLimits(), paths);

    static async Task<ExecutorRig> OpenAsync(CommandLimits limits, params string[] paths)
    {
        var rig = new ExecutorRig(limits);
        await Unique.DeclareAsync(rig.Journal.Inner, Unique.Of("orders", paths));

        return rig;
    }
}
