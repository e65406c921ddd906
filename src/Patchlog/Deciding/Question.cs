using System.Collections.Immutable;
using Patchlog.Bundles;

namespace Patchlog.Deciding;

/// <summary>
/// Everything that a decision rests on: equal questions get equal answers. There is no clock and no randomness beside
/// it; the command brings the time at which it was received.
/// </summary>
/// <param name="State">The aggregate as of now; <see cref="AggregateState.None"/> if there has never been one.</param>
/// <param name="Command">What is asked for.</param>
/// <param name="Bundle">What judges it, from the first check to the last.</param>
readonly record struct Question(AggregateState State, Command Command, Bundle Bundle)
{
    /// <summary>
    /// The other aggregates that the bundle names for it, in its order; null if it has not been asked for them.
    /// </summary>
    public ImmutableArray<ReadState>? Reads { get; init; }

    /// <summary>
    /// The bundle that has the definition of a process's instance, where it is another than the one that judges; null
    /// if it has not been asked for, and <see cref="Bundle.Empty"/> if it is not to be had.
    /// </summary>
    public Bundle? Origin { get; init; }

    /// <summary>What was read beside the own aggregate, each once.</summary>
    public ImmutableArray<ReadState> Others
    {
        get
        {
            var own = Command.Target;

            return Reads is { IsEmpty: false } reads
                ? [.. reads.Where(one => one.Key != own).DistinctBy(one => one.Key)]
                : [];
        }
    }

    /// <summary>What an event is called to which nobody gives a name.</summary>
    public string EventName => Command.Type switch
    {
        CommandType.Logic => Command.Name,
        CommandType.Orchestration => "transitioned",
        CommandType.Create or CommandType.Put or CommandType.Patch or CommandType.Delete =>
            State.IsAlive ? "patched" : "created",
    };

    /// <summary>What <c>ctx.uuid()</c> answers first; null for what follows from the command.</summary>
    public ImmutableArray<Guid>? Uuids { get; init; }
}
