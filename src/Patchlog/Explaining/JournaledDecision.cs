using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Patchlog.Deciding;
using Patchlog.Journal;
using Patchlog.Json;

namespace Patchlog.Explaining;

/// <summary>Holds a decision that was made again against what the journal has of the first one. Pure.</summary>
static class JournaledDecision
{
    /// <summary>Where the two differ; nowhere, if all is well.</summary>
    /// <param name="events">The events of the command.</param>
    /// <param name="decision">The decision, made again.</param>
    public static ImmutableArray<ExplanationDifference> Compare(ImmutableArray<Event> events, Decision decision)
    {
        if (decision is not Decision.Accept accept)
            return [new("/decision", "accepted", TextOf(Describe(decision)))];

        var found = ImmutableArray.CreateBuilder<ExplanationDifference>();
        for (var i = 0; i < Math.Max(events.Length, accept.Events.Length); i++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"/events/{i}");
            var journaled = i < events.Length ? events[i].Draft : null;
            var decided = i < accept.Events.Length ? accept.Events[i] : null;

            Compare(place + "/name", TextOf(journaled?.Name), TextOf(decided?.Name));
            Compare(place + "/type", TextOf(journaled?.Type.ToName()), TextOf(decided?.Type.ToName()));
            Compare(place + "/body", journaled?.Body, decided?.Body);
            Compare(place + "/data", journaled?.Data, decided?.Data);
        }

        Compare("/reads", events[0].Reads, decision.Conditions.IsEmpty ? null : EventReads.Of(decision.Conditions));
        Compare("/rules", events[^1].Rules, accept.Rules);

        return found.ToImmutable();

        void Compare(string place, JsonValue? journaled, JsonValue? decided)
        {
            // To the last digit: numbers that are equal may be written otherwise.
            if (journaled?.ToString() != decided?.ToString())
                found.Add(new(place, journaled, decided));
        }
    }

    // What a script has said may be no text that JSON can have.
    static JsonString? TextOf(string? text) =>
        text is null ? null : JsonString.TryFrom(text, out var json) ? json : JsonString.From("something unspeakable");

    static string Describe(Decision decision) => decision switch
    {
        Decision.Reject { Why: var why } => $"refused with {why.Code.Name}: {why.Detail}",
        Decision.Unchanged => "accepted, and changes nothing",
        Decision.BelongsTo { Id: var id } => $"it names the aggregate {id}",
        Decision.Needs => "it reads other aggregates than before",
        Decision.NeedsBundle { Digest: var digest } => $"it needs the definition of the bundle {digest}",
        Decision.Accept => throw new UnreachableException("Its events are compared."),
        _ => throw new UnreachableException($"There is no decision {decision}."),
    };
}
