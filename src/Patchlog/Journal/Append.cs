using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Journal;

/// <summary>
/// One decided command on its way into the journal. Even a refusal comes here, as a question whether what it was
/// decided on still holds: no answer leaves on the word of a cache.
/// </summary>
sealed record Append
{
    /// <summary>The command.</summary>
    public required Command Command { get; init; }

    /// <summary>What is to be written.</summary>
    public required AppendKind Kind { get; init; }

    /// <summary>The version the command was decided on.</summary>
    public required Version Expected { get; init; }

    /// <summary>
    /// True if it was decided on the result of the entry of the same aggregate before it in the same batch. False
    /// means that the aggregate must be at <see cref="Expected"/> in the database.
    /// </summary>
    public bool IsChained { get; set; }

    /// <summary>The events, with versions that follow <see cref="Expected"/>; empty unless <see cref="AppendKind.Events"/>.</summary>
    /// <exception cref="ArgumentException">There are more than <see cref="Snapshots.MaxEventsPerCommand"/>.</exception>
    public ImmutableArray<EventDraft> Events
    {
        get;
        init => field = value.Length <= Snapshots.MaxEventsPerCommand
            ? value
            : throw new ArgumentException(
                $"A command may have {Snapshots.MaxEventsPerCommand} events; this one has {value.Length}.", nameof(value));
    } = [];

    /// <summary>The digest of the bundle that decided, or null without one.</summary>
    public string? Bundle { get; init; }

    /// <summary>The document after the last event; null when that deletes it.</summary>
    public JsonObject? BodyAfter { get; init; }

    /// <summary>Bytes that the entry brings to the database: context, events, and the state after them.</summary>
    public long Weight
    {
        get
        {
            var weight = Command.Context?.Utf8Length ?? 0;
            if (Kind != AppendKind.Events)
                return weight;
            weight += BodyAfter?.Utf8Length ?? 0;
            foreach (var draft in Events)
                if (draft.Type != EventType.Create) // a creation is the state after it: it travels once
                    weight += (draft.Body?.Utf8Length ?? 0) + (draft.Data?.Utf8Length ?? 0);
            return weight;
        }
    }

    /// <summary>The version after the last event.</summary>
    public Version VersionAfter => Expected.Plus(Events.Length);

    /// <summary>True if the state after this entry is to be kept for time travel.</summary>
    public bool IsSnapshot => Snapshots.AreDue(Expected, VersionAfter);

    /// <summary>The events as the journal has numbered them: those after a position, at one time.</summary>
    public ImmutableArray<Event> EventsAfter(Position head, DateTimeOffset time)
    {
        var events = ImmutableArray.CreateBuilder<Event>(Events.Length);
        foreach (var draft in Events)
            events.Add(new(
                draft, Command.Target, new(head.Number + events.Count + 1), time, Command.Id, events.Count + 1,
                Command.Actor, Bundle, Command.Context));
        return events.MoveToImmutable();
    }
}

/// <summary>What an entry writes when it is admitted. The numbers are those of <c>patchlog.append</c>.</summary>
enum AppendKind
{
    /// <summary>Nothing: the command is to be refused, if the version still is the one it was decided on.</summary>
    Check = 0,

    /// <summary>Only the outcome: the command changed nothing, and that stands for ever.</summary>
    Unchanged = 1,

    /// <summary>Events and the state after them.</summary>
    Events = 2,
}

/// <summary>Where snapshots lie: so densely that no version is more than 256 events away from one.</summary>
static class Snapshots
{
    /// <summary>A snapshot is due when the version passes a multiple of this.</summary>
    public const int Spacing = 128;

    /// <summary>The most events one command may have, so that a step over a multiple stays short.</summary>
    public const int MaxEventsPerCommand = 64;

    public static bool AreDue(Version before, Version after) => before.Number / Spacing != after.Number / Spacing;
}
