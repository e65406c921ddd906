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
        /// <summary>The position of its last event; null if it changed nothing.</summary>
        public Position? Position => Events.IsEmpty ? null : Events[^1].Position;

        /// <summary>True if the aggregate came to be, or came back, through it.</summary>
        public bool HasCreated => !Events.IsEmpty && Events[0].Draft.Type == EventType.Create;
    }

    /// <summary>It was refused or failed, and <see cref="Problem.Applied"/> says whether it took effect.</summary>
    public sealed record Failure(Problem Problem) : Outcome;
}
