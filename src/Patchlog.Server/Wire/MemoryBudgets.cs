namespace Patchlog.Server.Wire;

/// <summary>
/// The budgets of a server. They are several so that nobody waits in a circle: whoever holds of one waits for the next
/// at most, and for the kernel between the second and the third.
/// </summary>
/// <param name="Receiving">What messages and bodies take until they are whole; whoever holds of it gets on.</param>
/// <param name="Incoming">What frames take until they are answered.</param>
/// <param name="Outgoing">What answers and events take until the client has taken them.</param>
/// <param name="Time">The clock by which clients make progress.</param>
sealed record MemoryBudgets(
    MemoryBudget Receiving, MemoryBudget Incoming, MemoryBudget Outgoing, TimeProvider Time)
{
    /// <summary>The budgets within limits.</summary>
    public static MemoryBudgets Of(IntakeLimits limits, TimeProvider time) => new(
        new(limits.MaxReceivingBytes, limits.MaxReceivingBytes, time),
        new(limits.MaxIncomingBytes, limits.MaxIncomingBytesPerConnection, time),
        new(limits.MaxOutgoingBytes, limits.MaxOutgoingBytesPerConnection, time),
        time);
}
