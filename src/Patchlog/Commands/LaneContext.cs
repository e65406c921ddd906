namespace Patchlog.Commands;

/// <summary>What a lane needs of its surroundings; all lanes of a process share one.</summary>
sealed class LaneContext
{
    /// <summary>
    /// Decides a command on the given state, or on the newest state there is if none is given. A problem says why the
    /// command could not be decided.
    /// </summary>
    public required Func<PendingCommand, RememberedState?, ValueTask<Result<Decided>>> DecideAsync { get; init; }

    /// <summary>Hands a decided command of a lane to the appender of its tenant.</summary>
    public required Action<PendingCommand, Lane> Append { get; init; }

    /// <summary>Removes a state from memory that turned out to be out of date.</summary>
    public required Action<AggregateKey> Forget { get; init; }

    /// <summary>
    /// Takes a lane that has no commands left out of the table; called while the lane's lock is held.
    /// </summary>
    public required Action<AggregateKey, Lane> Closed { get; init; }

    /// <summary>
    /// Bytes of commands that are decided and not in the journal yet; beyond, a lane decides no more.
    /// </summary>
    public required long MaxDecidedBytes { get; init; }

    /// <summary>Runs what the lane has to do on its own.</summary>
    public required Supervisor Supervisor { get; init; }

    /// <summary>The clock of pauses after lost races.</summary>
    public required TimeProvider Time { get; init; }
}
