using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Deciding.BusinessRules;

/// <summary>
/// Joins what rules have changed to a proposal: to its last event, or to a new one where nothing would have happened.
/// </summary>
static class Amendment
{
    /// <summary>Joins; a problem says why it can't be.</summary>
    public static Problem? Join(in Question question, Verdict verdict, ref Proposal proposal)
    {
        if (proposal.BodyAfter is { } before && verdict.Body is { } after && !after.Equals(before))
            proposal = JoinChange(question, proposal, before, after);

        return verdict.Emitted is { } data ? JoinData(question, data, ref proposal) : null;
    }

    static Proposal JoinChange(in Question question, in Proposal proposal, JsonObject before, JsonObject after)
    {
        var change = Proposal.OfDifference(question.EventName, before, after);
        var amended = proposal with { BodyAfter = change.BodyAfter, IsAmended = true };
        var events = proposal.Events;
        if (events is [])
            return amended with { Events = change.Events };

        var last = events[^1];
        if (last.Type == EventType.Create)
            return amended with { Events = Replace(events, last with { Body = change.BodyAfter }) };

        // Rules may take back all that was asked for: then nothing happens.
        if (events is [{ Data: null }] && change.BodyAfter is { } result && result.Equals(question.State.Body))
            return amended with { Events = [], BodyAfter = question.State.Body };

        var operations = JsonArray.Of(
            [.. ItemsOf(last.Body).AsSpan(), .. ItemsOf(change.Events[0].Body).AsSpan()]);

        return amended with { Events = Replace(events, last with { Body = operations }) };
    }

    static Problem? JoinData(in Question question, JsonObject data, ref Proposal proposal)
    {
        if (proposal.Events is [])
        {
            if (proposal.BodyAfter is null)
                return new(ProblemCode.RuleFailed, "Rules emit data, and there is no document that it could be about.");

            var empty = new ProposedEvent(question.EventName, EventType.Patch, JsonArray.Empty, data);
            proposal = proposal with { Events = [empty] };
            return null;
        }

        var last = proposal.Events[^1];
        if (last.Data is not (null or JsonObject))
            return new(ProblemCode.RuleFailed, $"Rules emit data, and those of the event {last.Name} are no object.");

        var own = (JsonObject?)last.Data ?? JsonObject.Empty;
        foreach (var (name, _) in data.Members)
        {
            if (own[name] is not null)
                return new(ProblemCode.RuleFailed, $"Rules emit {name}, which the event {last.Name} has already.");
        }

        var joined = JsonObject.Of([.. own.Members, .. data.Members]);
        proposal = proposal with { Events = Replace(proposal.Events, last with { Data = joined }) };
        return null;
    }

    static ImmutableArray<ProposedEvent> Replace(ImmutableArray<ProposedEvent> events, ProposedEvent last) =>
        events.SetItem(events.Length - 1, last);

    static JsonValue[] ItemsOf(JsonValue? operations) => ((JsonArray?)operations)?.Items.ToArray() ?? [];
}
