using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Deciding.Handlers;

/// <summary>A proposal of the events that a handler returned. Used once.</summary>
/// <param name="target">The aggregate.</param>
/// <param name="limits">What a patch may do.</param>
sealed class ReturnedEvents(HandlerTarget target, PatchLimits limits)
{
    const string NothingThere = "There is no document that it could change.";

    readonly ImmutableArray<ProposedEvent>.Builder _events = ImmutableArray.CreateBuilder<ProposedEvent>();
    JsonObject? _body = target.Before;
    long _bytes;

    /// <summary>Reads; a fault names the event by its index.</summary>
    public string? Read(JsonArray events, out Proposal proposal)
    {
        proposal = default;
        for (var at = 0; at < events.Count; at++)
        {
            if (Add(events[at]) is { } fault)
                return $"Of the events it returned, /{at}: {fault}";
        }

        proposal = new(_events.DrainToImmutable(), _body);
        return null;
    }

    string? Add(JsonValue value)
    {
        if (value is not JsonObject returned)
            return "It is no object.";

        foreach (var (member, _) in returned.Members)
        {
            if (member is not ("name" or "body" or "patch" or "delete" or "data"))
                return $"An event has no member \"{member}\".";
        }

        if (returned["name"] is not JsonString { Value: var name } || !Command.IsName(name))
            return "Its name must be 1-63 characters of A-Z a-z 0-9 _ -, the first a letter or digit.";

        var data = returned["data"];
        return (returned["body"], returned["patch"], returned["delete"]) switch
        {
            (JsonObject body, null, null) => AddBody(name, body, data),
            (null, JsonArray operations, null) => AddPatch(name, operations, data),
            (null, JsonObject merge, null) => AddMerge(name, merge, data),
            (null, null, JsonBoolean delete) when delete == JsonValue.True => AddDeletion(name, data),
            (null, null, null) when data is not null => AddFact(name, data),
            _ => "It has exactly one of body (an object), patch (an array or an object) and delete (true); "
                + "none only where it has data.",
        };
    }

    string? AddBody(string name, JsonObject body, JsonValue? data)
    {
        if (_body is { } before)
            return AddDifference(name, before, body, data);

        if (target.Complete(body, out var completed) is { } fault)
            return fault;

        return Add(new(name, EventType.Create, completed, data), completed);
    }

    string? AddPatch(string name, JsonArray operations, JsonValue? data)
    {
        if (_body is not { } before)
            return NothingThere;

        if (!JsonPatch.TryRead(operations, limits, out var patch, out var fault)
            || !patch.TryApply(before, limits, out var result, out fault))
            return $"Its patch, at {fault.Pointer}: {fault.Detail}";

        if (result is not JsonObject after)
            return "Its patch would leave no object.";

        if (HandlerTarget.FindOtherId(before, after) is { } otherId)
            return otherId;

        var effective = after.Equals(before) ? JsonArray.Empty : patch.WithoutTests().ToJson();
        return Change(name, effective, after, data);
    }

    string? AddMerge(string name, JsonObject merge, JsonValue? data) =>
        _body is { } before
            ? AddDifference(name, before, (JsonObject)JsonMergePatch.Apply(before, merge), data)
            : NothingThere;

    string? AddDeletion(string name, JsonValue? data) =>
        _body is null ? NothingThere : Add(new(name, EventType.Delete, null, data), bodyAfter: null);

    string? AddFact(string name, JsonValue data) =>
        _body is { } body ? Change(name, JsonArray.Empty, body, data) : NothingThere;

    string? AddDifference(string name, JsonObject before, JsonObject after, JsonValue? data)
    {
        if (HandlerTarget.FindOtherId(before, after) is { } fault)
            return fault;

        var proposed = Proposal.OfDifference(name, before, after);
        return Change(
            name, proposed.Events.IsEmpty ? JsonArray.Empty : proposed.Events[0].Body, proposed.BodyAfter, data);
    }

    // What changes nothing and says nothing is no event.
    string? Change(string name, JsonValue? patch, JsonObject? after, JsonValue? data) =>
        patch is JsonArray { Count: 0 } && data is null
            ? null
            : Add(new(name, EventType.Patch, patch, data), after);

    string? Add(ProposedEvent proposed, JsonObject? bodyAfter)
    {
        if (_events.Count == HandlerLimits.MaxEvents)
            return $"One command has at most {HandlerLimits.MaxEvents} events.";

        if (bodyAfter is not null && limits.Check(bodyAfter, _body) is { } excess)
            return $"The document after it, at {excess.Pointer}: {excess.Detail}";

        _bytes += (proposed.Body?.Utf8Length ?? 0) + (proposed.Data?.Utf8Length ?? 0);
        if (_bytes > 2L * limits.MaxBytes)
            return $"The events of one command have at most {2L * limits.MaxBytes} bytes.";

        _events.Add(proposed);
        _body = bodyAfter;
        return null;
    }
}
