using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>What all connections of a server share.</summary>
/// <param name="Store">Carries commands out, and has the events.</param>
/// <param name="Intake">Reads commands.</param>
/// <param name="Policy">Admits callers.</param>
/// <param name="Conflicts">Adds to version conflicts what has happened since.</param>
/// <param name="Budgets">The memory that connections take.</param>
/// <param name="Limits">The bounds of a connection.</param>
/// <param name="Logger">Takes failures.</param>
sealed record ConnectionServices(
    DocumentStore Store, CommandIntake Intake, IAccessPolicy Policy, ConflictEvents Conflicts,
    MemoryBudgets Budgets, IntakeLimits Limits, ILogger Logger)
{
    /// <summary>The clock.</summary>
    public TimeProvider Time => Budgets.Time;

    /// <summary>How late the machine is with everything.</summary>
    public Lateness Lateness { get; } = new(Budgets.Time);
}
