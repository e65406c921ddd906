using Patchlog.Deciding;
using Patchlog.Json;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Deciding;

/// <summary>
/// Whether a command may go on from what is there: no aggregate, a living one at version 3, or one that was deleted at
/// version 4. With that the table of deleted aggregates (docs/api.md), row by row.
/// </summary>
public sealed class GuardTests
{
    static readonly DateTimeOffset Then = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static readonly Decider Decider = new(PatchLimits.Default);

    [Theory]
    [InlineData("none", "create", null, "Create 1")]
    [InlineData("none", "create", 0, "Create 1")]
    [InlineData("none", "create", 1, "version-conflict")]
    [InlineData("none", "put", null, "Create 1")]
    [InlineData("none", "put", 0, "Create 1")]
    [InlineData("none", "put", 1, "version-conflict")]
    [InlineData("none", "patch", null, "not-found")]
    [InlineData("none", "patch", 0, "not-found")]
    [InlineData("none", "merge", null, "not-found")]
    [InlineData("none", "delete", null, "not-found")]
    [InlineData("none", "delete", 1, "not-found")]
    [InlineData("alive", "create", null, "already-exists")]
    [InlineData("alive", "create", 0, "version-conflict")]
    [InlineData("alive", "create", 3, "already-exists")]
    [InlineData("alive", "put", null, "Patch 4")]
    [InlineData("alive", "put", 0, "version-conflict")]
    [InlineData("alive", "put", 3, "Patch 4")]
    [InlineData("alive", "patch", null, "Patch 4")]
    [InlineData("alive", "patch", 3, "Patch 4")]
    [InlineData("alive", "patch", 2, "version-conflict")]
    [InlineData("alive", "patch", 4, "version-conflict")]
    [InlineData("alive", "merge", 3, "Patch 4")]
    [InlineData("alive", "merge", 0, "version-conflict")]
    [InlineData("alive", "delete", null, "Delete 4")]
    [InlineData("alive", "delete", 3, "Delete 4")]
    [InlineData("alive", "delete", 0, "version-conflict")]
    [InlineData("deleted", "create", null, "Create 5")]
    [InlineData("deleted", "create", 0, "Create 5")]
    [InlineData("deleted", "create", 4, "Create 5")]
    [InlineData("deleted", "create", 3, "version-conflict")]
    [InlineData("deleted", "create", 5, "version-conflict")]
    [InlineData("deleted", "put", null, "Create 5")]
    [InlineData("deleted", "put", 0, "Create 5")]
    [InlineData("deleted", "put", 4, "Create 5")]
    [InlineData("deleted", "put", 3, "version-conflict")]
    [InlineData("deleted", "patch", null, "deleted")]
    [InlineData("deleted", "patch", 4, "deleted")]
    [InlineData("deleted", "merge", null, "deleted")]
    [InlineData("deleted", "delete", null, "deleted")]
    [InlineData("deleted", "delete", 0, "deleted")]
    public void The_table_of_what_is_there_and_what_is_asked(string there, string asked, int? version, string expected)
    {
        var decision = Decider.Decide(StateOf(there), CommandOf(asked, version));

        Short(decision).ShouldBe(expected);
        if (decision is Decision.Reject { Why: var why })
        {
            Version? current = there == "none" && expected != "version-conflict" ? null : StateOf(there).Version;
            why.CurrentVersion.ShouldBe(current);
            (why.IsRetryable, why.Applied).ShouldBe((false, Applied.No));
        }
    }

    [Theory]
    // If-Match needs a living aggregate at one of the versions, or any.
    [InlineData("alive", "2 3", null, true)]
    [InlineData("alive", "2", null, false)]
    [InlineData("alive", "", null, false)]
    [InlineData("alive", "*", null, true)]
    [InlineData("none", "*", null, false)]
    [InlineData("deleted", "*", null, false)]
    [InlineData("deleted", "4", null, false)]
    // If-None-Match forbids a living one at one of the versions, or any.
    [InlineData("alive", null, "*", false)]
    [InlineData("none", null, "*", true)]
    [InlineData("deleted", null, "*", true)]
    [InlineData("alive", null, "3", false)]
    [InlineData("alive", null, "1 2", true)]
    [InlineData("deleted", null, "4", true)]
    [InlineData("alive", "3", "2", true)]
    [InlineData("alive", "3", "3", false)]
    public void The_table_of_conditional_headers(string there, string? match, string? noneMatch, bool holds)
    {
        var precondition = new Precondition(Versions(match), match == "*", Versions(noneMatch), noneMatch == "*");
        var command = CommandOf("put", null) with { Precondition = precondition };

        var decision = Decider.Decide(StateOf(there), command);

        precondition.Holds(StateOf(there)).ShouldBe(holds);
        if (holds)
            decision.ShouldBeOfType<Decision.Accept>();
        else
            Short(decision).ShouldBe("precondition-failed");
    }

    [Fact]
    public void A_missing_aggregate_is_told_before_a_precondition()
    {
        var command = CommandOf("patch", null) with { Precondition = new(null, true, null, false) };

        Short(Decider.Decide(StateOf("none"), command)).ShouldBe("not-found");
        Short(Decider.Decide(StateOf("deleted"), command)).ShouldBe("deleted");
    }

    static AggregateState StateOf(string there) => there switch
    {
        "none" => AggregateState.None,
        "alive" => new(new(3), Entries.Parse("""{"id":"a","n":1}"""), Then, Then),
        _ => new(new(4), null, Then, Then),
    };

    static Command CommandOf(string asked, int? version) => asked switch
    {
        "create" => Sample.Create("a", """{"n":2}""", version: version),
        "put" => Sample.Put("a", """{"n":2}""", version: version),
        "patch" => Sample.Patch("a", """[{"op":"replace","path":"/n","value":2}]""", version: version),
        "merge" => Sample.Patch("a", """{"n":2}""", version: version),
        _ => Sample.Delete("a", version: version),
    };

    static string Short(Decision decision) => decision switch
    {
        Decision.Accept { Events: [var only] } => $"{only.Type} {only.Version}",
        Decision.Reject { Why: var why } => why.Code.Name,
        _ => decision.GetType().Name,
    };

    static List<Version>? Versions(string? header) => header is null or "*"
        ? null
        : [.. header.Where(char.IsDigit).Select(digit => new Version(digit - '0'))];
}
