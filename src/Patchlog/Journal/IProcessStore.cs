using System.Collections.Immutable;

namespace Patchlog.Journal;

/// <summary>
/// What long-running processes wait for: timers, commands that are to be sent, the keys by which events find instances,
/// and how far each tenant's events have been read for them. Timers, commands and keys are written by effects
/// (<see cref="TimerEffect"/>, <see cref="OutgoingEffect"/>, <see cref="ProcessKeyEffect"/>), with the append that has
/// them. Safe for concurrent use.
/// </summary>
/// <remarks>
/// All methods throw <see cref="JournalUnavailableException"/> when the database can't be reached; those that write may
/// have taken effect then.
/// </remarks>
interface IProcessStore
{
    /// <summary>
    /// Tenants that have something to do, those first whose lease ended longest ago: tenants with events that their
    /// reader has not read, and tenants with a timer or command that is due. Leaves out the server's own tenant, and
    /// those that another owner has a lease on.
    /// </summary>
    /// <param name="owner">Who asks.</param>
    /// <param name="now">What is due by this time counts.</param>
    /// <param name="limit">The most tenants.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task<ImmutableArray<ProcessBacklog>> FindBacklogAsync(
        Guid owner, DateTimeOffset now, int limit, CancellationToken cancellation);

    /// <summary>
    /// When, after a time, a tenant's earliest timer or command is due; null if none is. A tenant that has one before
    /// is left out.
    /// </summary>
    Task<DateTimeOffset?> FindNextDueAsync(DateTimeOffset after, CancellationToken cancellation);

    /// <summary>
    /// Takes or renews the lease on a tenant, by the database's clock, and answers the position up to which its events
    /// have been read; null if somebody else has the lease. A position beyond the end of the journal, which has lost
    /// some then, is set back to the end.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="owner">Who wants the lease.</param>
    /// <param name="duration">How long it lasts from now on.</param>
    /// <param name="cancellation">Stops waiting; the lease may have been taken.</param>
    Task<Position?> TryLeaseAsync(Tenant tenant, Guid owner, TimeSpan duration, CancellationToken cancellation);

    /// <summary>Gives a lease back; nothing happens if somebody else has it.</summary>
    Task ReleaseAsync(Tenant tenant, Guid owner, CancellationToken cancellation);

    /// <summary>
    /// Stores the position up to which a tenant's events have been read. False, and nothing happens, if that lies
    /// before the one that is stored, or if somebody else has taken the lease or nobody has it.
    /// </summary>
    Task<bool> AdvanceAsync(Tenant tenant, Guid owner, Position to, CancellationToken cancellation);

    /// <summary>The timers of a tenant that are due by a time, the earliest first.</summary>
    Task<ImmutableArray<DueTimer>> FindDueTimersAsync(
        Tenant tenant, DateTimeOffset now, int limit, CancellationToken cancellation);

    /// <summary>
    /// The commands of a tenant that are due by a time, the earliest first, and in the order of their issue where they
    /// are due together.
    /// </summary>
    Task<ImmutableArray<OutgoingCommand>> FindDueCommandsAsync(
        Tenant tenant, DateTimeOffset now, int limit, CancellationToken cancellation);

    /// <summary>
    /// An attempt to send a command has failed: counts it, and makes the command due at another time. Nothing happens
    /// if the command has been ended.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The command.</param>
    /// <param name="dueAt">When to try again.</param>
    /// <param name="problem">
    /// Why it failed; only the first <see cref="JournalLimits.MaxProblemCharacters"/> characters are stored.
    /// </param>
    /// <param name="cancellation">Stops waiting; it may have taken effect.</param>
    Task PostponeAsync(
        Tenant tenant, CommandId id, DateTimeOffset dueAt, string problem, CancellationToken cancellation);

    /// <summary>The instances of a process that have a key, by id in ordinal order.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="process">The process's name, without a prefix.</param>
    /// <param name="correlation">The correlation's name.</param>
    /// <param name="key">The digest of the value.</param>
    /// <param name="after">Only instances behind this one; null for all.</param>
    /// <param name="limit">The most instances.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task<ImmutableArray<AggregateId>> FindInstancesAsync(
        Tenant tenant, string process, string correlation, byte[] key, AggregateId? after, int limit,
        CancellationToken cancellation);

    /// <summary>The timers of one instance, the earliest first.</summary>
    Task<ImmutableArray<DueTimer>> ListTimersAsync(
        Tenant tenant, string process, AggregateId instance, int limit, CancellationToken cancellation);

    /// <summary>The commands of one instance that have not been ended, in the order of their issue.</summary>
    Task<ImmutableArray<OutgoingCommand>> ListCommandsAsync(
        Tenant tenant, string process, AggregateId instance, int limit, CancellationToken cancellation);
}
