using Patchlog.Bundles;
using Patchlog.Deciding;
using Patchlog.Json;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Deciding;

/// <summary>Documents are held to the schema that the bundle has for their type.</summary>
public sealed class SchemaJudgementTests
{
    static readonly Bundle Bundle = BundleTexts.Compile(
        ("schemas/orders.json",
            """{"required":["n"],"properties":{"n":{"type":"integer","minimum":1},"lines":{"items":{"type":"object"}}}}"""));

    static readonly AggregateState Good = new(
        new Version(1), (JsonObject)JsonValue.Parse("""{"id":"a","n":1}"""), default, default);

    static readonly AggregateState FromBefore = Good with { Body = (JsonObject)JsonValue.Parse("""{"id":"a"}""") };

    static readonly Decider Decider = new(PatchLimits.Default);

    [Fact]
    public void What_satisfies_it_is_accepted_and_names_the_bundle() =>
        Decide(AggregateState.None, Sample.Create("a", """{"n":1}"""))
            .ShouldBeOfType<Decision.Accept>().Bundle.Digest.ShouldBe(Bundle.Digest);

    [Fact]
    public void All_reasons_are_named_each_at_its_place()
    {
        var problem = Refuse(AggregateState.None, Sample.Create("a", """{"n":0,"lines":[{},7]}"""));

        problem.Code.ShouldBe(ProblemCode.SchemaViolation);
        problem.Errors.Select(error => (error.Pointer, error.Code))
            .ShouldBe([("/body/n", "minimum"), ("/body/lines/1", "type")], ignoreOrder: true);
    }

    [Fact]
    public void A_patch_is_judged_by_the_document_that_it_would_leave()
    {
        Refuse(Good, Sample.Patch("a", """[{"op":"remove","path":"/n"}]""")).Code.ShouldBe(ProblemCode.SchemaViolation);
        Refuse(Good, Sample.Patch("a", """{"n":0}""")).Errors.ShouldHaveSingleItem().Pointer.ShouldBe("/body/n");
        Refuse(Good, Sample.Put("a", "{}")).Code.ShouldBe(ProblemCode.SchemaViolation);
        Decide(Good, Sample.Patch("a", """{"n":2}""")).ShouldBeOfType<Decision.Accept>();
    }

    [Fact]
    public void A_document_from_before_the_schema_can_be_mended_and_deleted_and_not_left_as_it_is()
    {
        Refuse(FromBefore, Sample.Patch("a", """{"other":1}""")).Code.ShouldBe(ProblemCode.SchemaViolation);
        Refuse(FromBefore, Sample.Patch("a", "{}")).Code.ShouldBe(ProblemCode.SchemaViolation);
        Decide(FromBefore, Sample.Patch("a", """{"n":1}""")).ShouldBeOfType<Decision.Accept>();
        Decide(FromBefore, Sample.Delete("a")).ShouldBeOfType<Decision.Accept>();
    }

    [Fact]
    public void No_more_errors_are_told_than_anybody_reads() =>
        Refuse(AggregateState.None, Sample.Create(
                "a", $$"""{"n":1,"lines":[{{string.Join(',', Enumerable.Repeat("7", 1000))}}]}"""))
            .Errors.Length.ShouldBe(BundleLimits.MaxErrors);

    [Fact]
    public void A_type_without_a_schema_is_not_validated() =>
        Decider.Decide(new(
                AggregateState.None,
                Sample.Create("a") with
                {
                    Target = new(Tenant.Trusted("default"), TargetName.Trusted("notes"), AggregateId.Trusted("a")),
                },
                Bundle))
            .ShouldBeOfType<Decision.Accept>();

    [Fact]
    public void Validation_can_be_switched_off() =>
        new Decider(PatchLimits.Default, validates: false)
            .Decide(new(AggregateState.None, Sample.Create("a"), Bundle))
            .ShouldBeOfType<Decision.Accept>();

    static Problem Refuse(AggregateState state, Command command) =>
        Decide(state, command).ShouldBeOfType<Decision.Reject>().Why;

    static Decision Decide(AggregateState state, Command command) => Decider.Decide(new(state, command, Bundle));
}
