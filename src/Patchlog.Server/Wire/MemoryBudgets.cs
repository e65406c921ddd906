namespace Patchlog.Server.Wire;

/// <summary>
/// The two budgets of a server. They are two because whoever holds of the first may wait for the kernel, and whoever
/// waits for the second may hold something of the kernel: in one budget they could wait for each other.
/// </summary>
/// <param name="Incoming">What messages and bodies take until they are answered.</param>
/// <param name="Outgoing">What answers and events take until the client has taken them.</param>
/// <param name="Time">The clock by which clients make progress.</param>
sealed record MemoryBudgets(MemoryBudget Incoming, MemoryBudget Outgoing, TimeProvider Time)
{
    /// <summary>The budgets within limits.</summary>
    public static MemoryBudgets Of(IntakeLimits limits, TimeProvider time) => new(
        new(limits.MaxIncomingBytes, limits.MaxIncomingBytesPerConnection, time),
        new(limits.MaxOutgoingBytes, limits.MaxOutgoingBytesPerConnection, time),
        time);
}
