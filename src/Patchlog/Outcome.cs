using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog;

/// <summary>What became of a command.</summary>
public abstract record Outcome
{
    Outcome() { }

    /// <summary>It took effect (or changed nothing, which also stands for ever).</summary>
    /// <param name="CommandId">The command.</param>
    /// <param name="Target">The aggregate.</param>
    /// <param name="Version">The aggregate's version after it.</param>
    /// <param name="Time">When.</param>
    /// <param name="Events">Its events in order; empty if it changed nothing.</param>
    /// <param name="Body">
    /// The document after it; null after a deletion, and in a repeated answer (read the version instead).
    /// </param>
    /// <param name="IsDuplicate">True if this is the first outcome of a command that was sent again.</param>
    public sealed record Success(
        CommandId CommandId, AggregateKey Target, Version Version, DateTimeOffset Time,
        ImmutableArray<Event> Events, JsonObject? Body, bool IsDuplicate) : Outcome
    {
        /// <summary>How the decision came about, where that was asked for; else null, and of a duplicate.</summary>
        public JsonObject? Trace { get; init; }

        /// <summary>
        /// Of an orchestration command: whether the instance took it (<c>taken</c>), its <c>status</c>, its active
        /// <c>states</c>, and the events that it <c>accepts</c> now; null for all others, and of a duplicate.
        /// </summary>
        public JsonObject? Process { get; init; }

        /// <summary>The position of its last event; null if it changed nothing.</summary>
        public Position? Position => Events.IsEmpty ? null : Events[^1].Position;

        /// <summary>True if the aggregate came to be, or came back, through it.</summary>
        public bool HasCreated => !Events.IsEmpty && Events[0].Draft.Type == EventType.Create;
    }

    /// <summary>
    /// It was only tried, and nothing was written: this is what would have come of it. Positions and times are unknown,
    /// as they are the journal's to give.
    /// </summary>
    /// <param name="CommandId">The command.</param>
    /// <param name="Target">The aggregate.</param>
    /// <param name="Version">The aggregate's version after it; that of now if it would be refused.</param>
    public sealed record Trial(CommandId CommandId, AggregateKey Target, Version Version) : Outcome
    {
        /// <summary>The events that there would be, in order; those that there are of a duplicate.</summary>
        public ImmutableArray<EventDraft> Events { get; init; } = [];

        /// <summary>
        /// The document after it; null after a deletion, where there is none, and of a duplicate.
        /// </summary>
        public JsonObject? Body { get; init; }

        /// <summary>The other aggregates that the decision rests on, as events keep them; null without any.</summary>
        public JsonArray? Reads { get; init; }

        /// <summary>What a handler wrote to the log.</summary>
        public ImmutableArray<string> Log { get; init; } = [];

        /// <summary>How the decision came about, where that was asked for; else null, and of a duplicate.</summary>
        public JsonObject? Trace { get; init; }

        /// <summary>The business rules that fired, each once, in order.</summary>
        public ImmutableArray<string> Rules { get; init; } = [];

        /// <summary>Why it would be refused; null if it would be granted.</summary>
        public Problem? Rejection { get; init; }

        /// <summary>True if a command of the id took effect before: sent again, it would have no second one.</summary>
        public bool IsDuplicate { get; init; }
    }

    /// <summary>It was refused or failed, and <see cref="Problem.Applied"/> says whether it took effect.</summary>
    public sealed record Failure(Problem Problem) : Outcome;
}
