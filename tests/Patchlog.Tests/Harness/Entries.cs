using System.Collections.Immutable;
using Patchlog.Journal;
using Patchlog.Json;

namespace Patchlog.Tests.Harness;

/// <summary>Entries for a journal, as deciding would make them.</summary>
static class Entries
{
    static int _commands;

    /// <summary>The creation of an aggregate whose <c>n</c> is 0.</summary>
    public static Append Create(AggregateKey key, long expected = 0, string? id = null) =>
        Create(key, Body(key, 0), expected, id);

    /// <summary>Any creation.</summary>
    public static Append Create(AggregateKey key, JsonObject body, long expected = 0, string? id = null) =>
        Of(key, expected, id, body, new EventDraft("created", EventType.Create, new(expected + 1), body, null));

    /// <summary>A patch that sets <c>n</c>.</summary>
    public static Append Set(AggregateKey key, long n, long expected, bool isChained = false, string? id = null) =>
        Of(key, expected, id, Body(key, n), isChained,
            new EventDraft("patched", EventType.Patch, new(expected + 1), SetPatch(n), null));

    /// <summary>A deletion.</summary>
    public static Append Delete(AggregateKey key, long expected, bool isChained = false, string? id = null) =>
        Of(key, expected, id, null, isChained,
            new EventDraft("deleted", EventType.Delete, new(expected + 1), null, null));

    /// <summary>The outcome of a command that changed nothing.</summary>
    public static Append Unchanged(AggregateKey key, long expected, bool isChained = false, string? id = null) =>
        Of(key, expected, id, null, isChained) with { Kind = AppendKind.Unchanged };

    /// <summary>The question whether the aggregate still is at a version.</summary>
    public static Append Check(AggregateKey key, long expected, bool isChained = false, string? id = null) =>
        Of(key, expected, id, null, isChained) with { Kind = AppendKind.Check };

    /// <summary>Any entry with events.</summary>
    public static Append Of(
        AggregateKey key, long expected, string? id, JsonObject? bodyAfter, params ImmutableArray<EventDraft> events) =>
        Of(key, expected, id, bodyAfter, isChained: false, events);

    static Append Of(
        AggregateKey key, long expected, string? id, JsonObject? bodyAfter, bool isChained,
        params ImmutableArray<EventDraft> events) =>
        new()
        {
            Command = CommandFor(key, id),
            Kind = AppendKind.Events,
            Expected = new(expected),
            IsChained = isChained,
            Events = events,
            BodyAfter = bodyAfter,
        };

    /// <summary>A command as far as a journal looks at it; its digest follows from its id.</summary>
    public static Command CommandFor(AggregateKey key, string? id)
    {
        id ??= $"entry{Interlocked.Increment(ref _commands)}";
        return new()
        {
            Id = CommandId.Trusted(id),
            Type = CommandType.Patch,
            Target = key,
            Digest = Digest.Of(JsonObject.Of(new JsonMember("id", id))),
        };
    }

    /// <summary>What those aggregates hold.</summary>
    public static JsonObject Body(AggregateKey key, long n) =>
        JsonObject.Of(new("id", key.TargetId.Value), new("n", n));

    public static JsonObject Parse(string json) => (JsonObject)JsonValue.Parse(json);

    public static JsonValue SetPatch(long n) =>
        JsonValue.Parse($$"""[{"op":"replace","path":"/n","value":{{n}}}]""");
}
