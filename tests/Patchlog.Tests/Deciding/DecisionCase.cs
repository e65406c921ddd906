using Patchlog.Bundles;
using Patchlog.Deciding;
using Patchlog.Intake;
using Patchlog.Json;
using Patchlog.Tests.Harness;
using Shouldly;

namespace Patchlog.Tests.Deciding;

/// <summary>One command of the type <c>orders</c>, decided by a bundle as a test writes it down.</summary>
sealed class DecisionCase
{
    static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);

    readonly Decider _decider = new(PatchLimits.Default);
    readonly Bundle _bundle;

    public DecisionCase(params IEnumerable<(string Path, string Text)> files) => _bundle = BundleTexts.Compile(files);

    /// <summary>Other aggregates, by type and id: what a decision reads, each at version 7; null for a deleted one.</summary>
    public Dictionary<string, string> Others { get; } = [];

    /// <summary>What the last decision asked for, by type and id; null if it asked for nothing.</summary>
    public IReadOnlyList<string>? Asked { get; private set; }

    /// <summary>The id that the command had which was decided last.</summary>
    public string LastTarget { get; private set; } = "";

    /// <summary>A bundle whose only command is <c>ship</c>; the text is the body of its function.</summary>
    public static DecisionCase Ship(string body) =>
        new(("handlers/orders/ship.js", $"export default function (state, command, ctx) {{\n{body}\n}}"));

    /// <summary>Decides <c>ship</c>, or another command, on a document; on none if it is null.</summary>
    public Decision Decide(string? document, string members = "", string id = "o-1")
    {
        var state = document is null
            ? AggregateState.None
            : new AggregateState(new Version(3), (JsonObject)JsonValue.Parse(document), Now, Now);

        return DecideOn(state, members, id);
    }

    /// <summary>Decides on a state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="members">Members of the envelope beside or in place of those of <c>ship</c>.</param>
    /// <param name="id">The target; nothing for none.</param>
    public Decision DecideOn(AggregateState state, string members = "", string id = "o-1")
    {
        var envelope = (JsonObject)JsonValue.Parse(
            """{ "id": "c-1", "type": "logic", "name": "ship", "tenant": "t", "targetName": "orders" }""");
        if (id.Length > 0)
            envelope = envelope.With("targetId", id);

        foreach (var (name, value) in (JsonObject)JsonValue.Parse("{" + members + "}"))
            envelope = envelope.With(name, value);

        Envelope.TryRead(envelope, PatchLimits.Default, TimeProvider.System, out var command, out var problem)
            .ShouldBeTrue(problem?.Detail);

        LastTarget = command!.Target.TargetId.Value;
        Asked = null;
        var question = new Question(state, command with { ReceivedAt = Now, Actor = "ada" }, _bundle);
        var decision = _decider.Decide(question);
        if (decision is not Decision.Needs needs)
            return decision;

        Asked = [.. needs.Others(question).Select(NameOf)];
        return _decider.Decide(needs.Answer(question, Find));
    }

    static string NameOf(AggregateKey key) => $"{key.TargetName}/{key.TargetId}";

    AggregateState Find(AggregateKey key) => Others.TryGetValue(NameOf(key), out var body)
        ? new(new Version(7), JsonValue.Parse(body) as JsonObject, Now, Now)
        : AggregateState.None;

    /// <summary>What a command is decided to, which must be an acceptance.</summary>
    public Decision.Accept Accept(string? document, string members = "", string id = "o-1") =>
        Decide(document, members, id) switch
        {
            Decision.Accept accepted => accepted,
            Decision.Reject { Why: var why } => throw new ShouldAssertException($"{why.Code.Name}: {why.Detail}"),
            var other => throw new ShouldAssertException(other.ToString()),
        };

    /// <summary>Why a command is refused, which it must be.</summary>
    public Problem Refuse(string? document, string members = "", string id = "o-1") =>
        Decide(document, members, id).ShouldBeOfType<Decision.Reject>().Why;
}
