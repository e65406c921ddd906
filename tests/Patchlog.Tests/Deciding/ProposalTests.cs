using CsCheck;
using Patchlog.Deciding;
using Patchlog.Json;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Deciding;

/// <summary>What a command that may go on comes to: the event, its effective patch, the document after it.</summary>
public sealed class ProposalTests
{
    static readonly DateTimeOffset Then = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static readonly Decider Decider = new(PatchLimits.Default);

    [Theory]
    [InlineData("""{"n":1}""", """{"id":"a","n":1}""")]
    [InlineData("""{}""", """{"id":"a"}""")]
    [InlineData("""{"n":1,"id":"a"}""", """{"n":1,"id":"a"}""")]
    public void A_creation_carries_its_own_id(string body, string expected)
    {
        var accept = Accept(AggregateState.None, Sample.Create("a", body));

        accept.BodyAfter!.ToString().ShouldBe(expected);
        accept.Events.Single().Body!.ToString().ShouldBe(expected);
        (accept.Events.Single().Name, accept.Events.Single().Data).ShouldBe(("created", null));
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/n","value":1},{"op":"add","path":"/m","value":1.10}]""",
        """[{"op":"add","path":"/m","value":1.10}]""", """{"id":"a","n":1,"s":"x","m":1.10}""")]
    [InlineData("""[{"op":"add","path":"/m","value":1},{"op":"remove","path":"/m"},{"op":"remove","path":"/s","x":1}]""",
        """[{"op":"add","path":"/m","value":1},{"op":"remove","path":"/m"},{"op":"remove","path":"/s","x":1}]""",
        """{"id":"a","n":1}""")]
    public void A_patch_is_journaled_as_sent_but_for_its_tests(string patch, string effective, string after)
    {
        var accept = Accept(Alive(), Sample.Patch("a", patch));

        accept.Events.Single().Body!.ToString().ShouldBe(effective);
        accept.BodyAfter!.ToString().ShouldBe(after);
        accept.Events.Single().Name.ShouldBe("patched");
    }

    [Theory]
    [InlineData("""{"n":2,"s":null}""", """{"id":"a","n":2}""")]
    [InlineData("""{"deep":{"er":null,"x":1}}""", """{"id":"a","n":1,"s":"x","deep":{"x":1}}""")]
    public void A_merge_patch_is_journaled_as_the_difference_that_it_makes(string patch, string after) =>
        ShouldBecome(Sample.Patch("a", patch), after);

    [Theory]
    [InlineData("""{"n":2}""", """{"id":"a","n":2}""")]
    [InlineData("""{"id":"a","n":1.0,"s":"y"}""", """{"id":"a","n":1,"s":"y"}""")]    // an equal number stays as it was
    public void A_put_is_journaled_as_the_difference_that_it_makes(string body, string after) =>
        ShouldBecome(Sample.Put("a", body), after);

    [Fact]
    public void A_deletion_has_no_body_and_leaves_none()
    {
        var accept = Accept(Alive(), Sample.Delete("a"));

        accept.Events.Single().ShouldBe(new EventDraft("deleted", EventType.Delete, new(2), null, null));
        accept.BodyAfter.ShouldBeNull();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"op":"test","path":"/n","value":1}]""")]
    [InlineData("""[{"op":"replace","path":"/n","value":1.0}]""")]
    [InlineData("""[{"op":"add","path":"/m","value":1},{"op":"remove","path":"/m"}]""")]
    [InlineData("{}")]
    [InlineData("""{"n":1e0,"unknown":null}""")]
    public void A_patch_that_leaves_equal_values_changes_nothing(string patch) =>
        Decider.Decide(Alive(), Sample.Patch("a", patch)).ShouldBeOfType<Decision.Unchanged>();

    [Fact]
    public void A_put_of_what_is_there_changes_nothing() =>
        Decider.Decide(Alive(), Sample.Put("a", """{"s":"x","n":1.0}""")).ShouldBeOfType<Decision.Unchanged>();

    [Theory]
    [InlineData("""[{"op":"test","path":"/n","value":2}]""", "patch-failed", "test-failed", "/body/0")]
    [InlineData("""[{"op":"test","path":"/n","value":1},{"op":"remove","path":"/m"}]""", "patch-failed", "path-not-found", "/body/1")]
    [InlineData("""[{"op":"replace","path":"","value":[]}]""", "patch-failed", "not-an-object", "/body")]
    [InlineData("""[{"op":"replace","path":"/id","value":"b"}]""", "id-changed", "id-changed", "/body")]
    [InlineData("""[{"op":"remove","path":"/id"}]""", "id-changed", "id-changed", "/body")]
    [InlineData("""[{"op":"replace","path":"","value":{"id":"b"}}]""", "id-changed", "id-changed", "/body")]
    [InlineData("""{"id":"b"}""", "id-changed", "id-changed", "/body")]
    [InlineData("""{"id":null}""", "id-changed", "id-changed", "/body")]
    [InlineData("""{"id":{"x":1}}""", "id-changed", "id-changed", "/body")]
    public void A_patch_that_does_not_apply_is_refused_with_the_place(
        string patch, string code, string error, string pointer)
    {
        var why = Refuse(Alive(), Sample.Patch("a", patch));

        why.Code.Name.ShouldBe(code);
        (why.Errors.Single().Code, why.Errors.Single().Pointer).ShouldBe((error, pointer));
    }

    [Fact]
    public void The_root_may_be_replaced_by_an_object_with_the_same_id() =>
        Accept(Alive(), Sample.Patch("a", """[{"op":"replace","path":"","value":{"id":"a"}}]"""))
            .BodyAfter!.ToString().ShouldBe("""{"id":"a"}""");

    [Fact]
    public void A_creation_or_a_put_with_another_id_is_refused()
    {
        Refuse(AggregateState.None, Sample.Create("a", """{"id":"b"}""")).Code.ShouldBe(ProblemCode.IdChanged);
        Refuse(Alive(), Sample.Put("a", """{"id":"b"}""")).Code.ShouldBe(ProblemCode.IdChanged);
        Refuse(AggregateState.None, Sample.Put("a", """{"id":"b"}""")).Code.ShouldBe(ProblemCode.IdChanged);
    }

    [Theory]
    [InlineData("bytes")]
    [InlineData("values")]
    [InlineData("depth")]
    [InlineData("numbers")]
    public void A_document_that_would_be_too_large_is_refused_whichever_way_it_comes(string what)
    {
        var limits = what switch
        {
            "bytes" => PatchLimits.Default with { MaxBytes = 60 },
            "values" => PatchLimits.Default with { MaxValues = 8 },
            "numbers" => PatchLimits.Default with { MaxExpandedNumberBytes = 60 },
            _ => PatchLimits.Default with { MaxDepth = 3 },
        };
        var value = what switch
        {
            "bytes" => $"\"{new string('x', 60)}\"",
            "values" => "[1,2,3,4,5,6,7]",
            "numbers" => "1e60",
            _ => "[[[]]]",
        };
        var decider = new Decider(limits);

        foreach (var (state, command) in ((AggregateState, Command)[])[
            (AggregateState.None, Sample.Create("a", $$"""{"m":{{value}}}""")),
            (AggregateState.None, Sample.Put("a", $$"""{"m":{{value}}}""")),
            (Alive(), Sample.Put("a", $$"""{"m":{{value}}}""")),
            (Alive(), Sample.Patch("a", $$"""{"m":{{value}}}""")),
            (Alive(), Sample.Patch("a", $$"""[{"op":"add","path":"/m","value":{{value}}}]"""))])
            decider.Decide(state, command).ShouldBeOfType<Decision.Reject>()
                .Why.Code.ShouldBe(ProblemCode.LimitExceeded);
    }

    [Fact]
    public void What_a_decision_says_folds_to_what_it_leaves() =>
        Gen.Select(Documents, Documents, Gen.Int[0, 2]).Sample((before, after, way) =>
        {
            var state = new AggregateState(new(1), before.With("id", "a"), Then, Then);
            var command = way switch
            {
                0 => Sample.Put("a", after.ToString()),
                1 => Sample.Patch("a", after.ToString()),
                _ => Sample.Patch("a", JsonDiff.Compute(state.Body!, after.With("id", "a")).ToJson().ToString()),
            };
            var decision = Decider.Decide(state, command);
            Decider.Decide(state, command).GetType().ShouldBe(decision.GetType());
            if (decision is not Decision.Accept accept)
                return decision is Decision.Unchanged;
            var @event = new Event(
                accept.Events.Single(), command.Target, new(2), Then, command.Id, 1, null, null, null);
            return Fold.Apply(state, @event).Body!.ToString() == accept.BodyAfter!.ToString();
        });

    static readonly Gen<JsonValue> Scalars = Gen.Int[0, 7].Select(which => JsonValue.Parse(
        ((string[])["1", "1.0", "1e400", "\"x\"", "true", "[1,2,3]", "[3,1]", "{\"y\":1}"])[which]));

    static readonly Gen<JsonObject> Documents = Gen.Select(Gen.Int[0, 15], Scalars.Array[4], (which, values) =>
    {
        string[] names = ["p", "q", "r", "s/~"];
        var document = JsonObject.Empty;
        for (var i = 0; i < names.Length; i++)
            if ((which & (1 << i)) != 0)
                document = document.With(names[i], values[i]);
        return document;
    });

    static AggregateState Alive() =>
        new(new(1), Entries.Parse("""{"id":"a","n":1,"s":"x"}"""), Then, Then);

    static Decision.Accept Accept(AggregateState state, Command command) =>
        Decider.Decide(state, command).ShouldBeOfType<Decision.Accept>();

    static Problem Refuse(AggregateState state, Command command) =>
        Decider.Decide(state, command).ShouldBeOfType<Decision.Reject>().Why;

    static void ShouldBecome(Command command, string after)
    {
        var accept = Accept(Alive(), command);
        accept.BodyAfter!.ToString().ShouldBe(after);
        var @event = new Event(accept.Events.Single(), command.Target, new(2), Then, command.Id, 1, null, null, null);
        @event.Draft.Body.ShouldBeOfType<JsonArray>();
        Fold.Apply(Alive(), @event).Body!.ToString().ShouldBe(after);
    }
}
