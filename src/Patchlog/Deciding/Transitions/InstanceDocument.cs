using System.Collections.Immutable;
using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Statecharts;

namespace Patchlog.Deciding.Transitions;

/// <summary>
/// The document of an instance: what its machine is (the members of <see cref="ChartSnapshot"/>), and beside it which
/// definition it has, when its timers are due, by which keys it is found, and what became of the commands that it has
/// issued.
/// </summary>
static class InstanceDocument
{
    /// <summary>A new document, without what the machine is.</summary>
    /// <param name="id">The instance.</param>
    /// <param name="process">Its definition.</param>
    /// <param name="bundle">The bundle that has the definition.</param>
    /// <param name="now">When it starts.</param>
    public static JsonObject New(AggregateId id, ProcessDefinition process, Bundle bundle, DateTimeOffset now) =>
        JsonObject.Of(
            new("id", id.Value), new("process", process.Name), new("definition", DefinitionOf(process, bundle)),
            new("startedAt", ScriptedCommand.TextOf(now)));

    /// <summary>The document under another definition.</summary>
    public static JsonObject WithDefinition(JsonObject document, ProcessDefinition process, Bundle bundle) =>
        document.With("definition", DefinitionOf(process, bundle));

    /// <summary>The digest of the definition that an instance began with; null if the document is none.</summary>
    public static string? DefinitionOf(JsonObject document) => (document["definition"] as JsonObject)?.TextOf("digest");

    /// <summary>The bundle that has it.</summary>
    public static string? BundleOf(JsonObject document) => (document["definition"] as JsonObject)?.TextOf("bundle");

    /// <summary>The document with what the machine is now.</summary>
    public static JsonObject WithSnapshot(JsonObject document, ChartSnapshot? before, ChartSnapshot after)
    {
        var members = after.ToJson();
        var membersBefore = before?.ToJson() ?? JsonObject.Empty;
        foreach (var (name, _) in membersBefore.Members)
        {
            if (members[name] is null)
                document = document.Without(name);
        }

        foreach (var (name, value) in members.Members)
            document = document.With(name, value);

        return document.With("states", JsonArray.Of([.. after.ActiveStates.Select(JsonString.From)]));
    }

    /// <summary>The document with the times at which its timers are due.</summary>
    /// <param name="document">The document.</param>
    /// <param name="effects">What a step sets and ends.</param>
    /// <param name="fired">The timer that has fired; null if none has.</param>
    /// <param name="now">When the step is made.</param>
    public static JsonObject WithTimers(
        JsonObject document, ImmutableArray<ChartEffect> effects, ChartEvent.Timer? fired, DateTimeOffset now)
    {
        var ended = effects.OfType<ChartEffect.EndTimer>().Select(timer => (timer.Name, timer.Entry)).ToHashSet();
        var set = effects.OfType<ChartEffect.SetTimer>().ToArray();
        if (fired is not null)
            ended.Add((fired.Name, fired.Entry));

        foreach (var timer in set)
            ended.Add((timer.Name, timer.Entry));

        if (ended.Count == 0)
            return document;

        var due = ItemsOf(document, "due")
            .Where(one => !ended.Contains((one.TextOf("name") ?? "", one.IntegerOf("entry") ?? 0)))
            .Concat(set.Select(timer => JsonObject.Of(
                new("name", timer.Name), new("entry", timer.Entry),
                new("at", ScriptedCommand.TextOf(DueAt(timer, now))))));

        return WithItems(document, "due", due);
    }

    /// <summary>When a timer is due: in whole microseconds, as databases have them, and never early.</summary>
    public static DateTimeOffset DueAt(ChartEffect.SetTimer timer, DateTimeOffset now)
    {
        var delay = timer.Delay < TransitionLimits.MaxDelay ? timer.Delay : TransitionLimits.MaxDelay;
        var due = now + delay;

        return due.AddTicks((TimeSpan.TicksPerMicrosecond - (due.Ticks % TimeSpan.TicksPerMicrosecond))
            % TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>The document with a command that the instance issues.</summary>
    public static JsonObject WithIssued(JsonObject document, JsonObject issued) =>
        WithItems(document, "issued", ItemsOf(document, "issued").Append(issued).TakeLast(
            TransitionLimits.MaxToldCommands));

    /// <summary>The document with what became of such a command.</summary>
    public static JsonObject WithOutcome(JsonObject document, ChartEvent.Outcome outcome)
    {
        var told = JsonObject.Of(new("isSuccess", outcome.IsSuccess), new("value", outcome.Value));

        return WithItems(document, "issued", ItemsOf(document, "issued").Select(one =>
            one.IntegerOf("number") == outcome.Number ? one.With("outcome", told) : one));
    }

    /// <summary>The keys by which an instance is found: digests by correlation.</summary>
    public static JsonObject KeysOf(JsonObject document) => document["keys"] as JsonObject ?? JsonObject.Empty;

    /// <summary>The document with other keys.</summary>
    public static JsonObject WithKeys(JsonObject document, JsonObject keys) =>
        keys.Count == 0 ? document.Without("keys") : document.With("keys", keys);

    /// <summary>The document with a note of what could not be taken; without one if there is none.</summary>
    public static JsonObject WithStuck(JsonObject document, JsonObject? note) =>
        note is null ? document.Without("stuck") : document.With("stuck", note);

    /// <summary>The position of the last event of the journal that the instance was given; 0 before any.</summary>
    public static long PositionOf(JsonObject document) => document.IntegerOf("position") ?? 0;

    /// <summary>The document with another such position; as it is if there is none.</summary>
    public static JsonObject WithPosition(JsonObject document, long? position) =>
        position is { } number && number > PositionOf(document) ? document.With("position", number) : document;

    /// <summary>The document of an instance that is over.</summary>
    public static JsonObject WithEnd(JsonObject document, DateTimeOffset now) =>
        document["endedAt"] is null ? document.With("endedAt", ScriptedCommand.TextOf(now)) : document;

    static JsonObject DefinitionOf(ProcessDefinition process, Bundle bundle)
    {
        var definition = JsonObject.Of(new("digest", process.Digest), new("bundle", bundle.Digest ?? ""));

        return process.Chart.Version is { } version ? definition.With("version", version) : definition;
    }

    static IEnumerable<JsonObject> ItemsOf(JsonObject document, string member) =>
        (document[member] as JsonArray)?.Items.ToArray().OfType<JsonObject>() ?? [];

    static JsonObject WithItems(JsonObject document, string member, IEnumerable<JsonValue> items)
    {
        var array = JsonArray.Of([.. items]);

        return array.Count == 0 ? document.Without(member) : document.With(member, array);
    }
}
