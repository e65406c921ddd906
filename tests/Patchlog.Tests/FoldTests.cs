using Patchlog.Json;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests;

/// <summary>State = fold(journal): what an event does, and which one can't be.</summary>
public sealed class FoldTests
{
    static readonly AggregateKey Key = ExecutorRig.Key("a");

    static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_aggregate_comes_to_be_changes_goes_and_comes_back()
    {
        var created = Fold.Apply(AggregateState.None, EventOf(EventType.Create, 1, """{"n":1}"""));
        var patched = Fold.Apply(created, EventOf(EventType.Patch, 2, """[{"op":"add","path":"/m","value":2}]"""));
        var deleted = Fold.Apply(patched, EventOf(EventType.Delete, 3, null));
        var revived = Fold.Apply(deleted, EventOf(EventType.Create, 4, """{"n":4}"""));

        patched.Body!.ToString().ShouldBe("""{"n":1,"m":2}""");
        (deleted.IsAlive, deleted.IsDeleted, AggregateState.None.IsDeleted).ShouldBe((false, true, false));
        revived.Body!.ToString().ShouldBe("""{"n":4}""");
        revived.Version.ShouldBe(new(4));
        (revived.CreatedAt, revived.UpdatedAt).ShouldBe((First.AddDays(1), First.AddDays(4)));
    }

    [Theory]
    [InlineData(EventType.Create, 3, """{"n":1}""", "it makes version 3, but the state before it is at 1")]
    [InlineData(EventType.Create, 2, "[]", "its body is not an object")]
    [InlineData(EventType.Patch, 2, null, "its body is not a JSON Patch")]
    [InlineData(EventType.Patch, 2, """{"n":1}""", "its body is not a JSON Patch")]
    [InlineData(EventType.Patch, 2, """[{"op":"remove","path":"/none"}]""", "its patch does not apply")]
    [InlineData(EventType.Patch, 2, """[{"op":"replace","path":"","value":1}]""", "its patch leaves no object")]
    public void An_event_that_does_not_fit_is_damage_and_is_named(EventType type, int version, string? body, string why)
    {
        var state = new AggregateState(new(1), Entries.Parse("""{"n":1}"""), First, First);

        var damage = Should.Throw<InvalidDataException>(() => Fold.Apply(state, EventOf(type, version, body)));

        damage.Message.ShouldStartWith($"Event {version} of tenant default (orders/a) can't be folded: {why}");
    }

    [Fact]
    public void Nothing_can_be_patched_that_is_not_there() =>
        Should.Throw<InvalidDataException>(() => Fold.Apply(AggregateState.None, EventOf(EventType.Patch, 1, "[]")));

    [Fact]
    public void A_patch_that_no_intake_would_take_today_still_folds()
    {
        var many = string.Join(',', Enumerable.Repeat("""{"op":"add","path":"/n","value":1}""", 5000));
        var state = new AggregateState(new(1), Entries.Parse("{}"), First, First);

        Fold.Apply(state, EventOf(EventType.Patch, 2, $"[{many}]")).Body!.ToString().ShouldBe("""{"n":1}""");
    }

    static Event EventOf(EventType type, int version, string? body) => new(
        new("happened", type, new(version), body is null ? null : JsonValue.Parse(body), null), Key,
        new(version), First.AddDays(version), CommandId.Trusted($"c{version}"), 1, null, null, null);
}
