namespace Patchlog.Processes;

/// <summary>Bounds and intervals of what runs processes.</summary>
static class ProcessLimits
{
    /// <summary>How often it is looked which tenants have something to do, at least.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>How often it is looked, at most.</summary>
    public static readonly TimeSpan MinPollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How long a server has a tenant for itself. Two servers that run the same do no harm; so it is short, and what a
    /// dead server had is soon taken over.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    /// <summary>What is left of a lease when it is renewed.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromSeconds(1);

    /// <summary>How often a reader's position is written down, at most.</summary>
    public static readonly TimeSpan AdvanceInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a tenant rests after something could not be delivered, at first.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The same after many times.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>The pause after one that was of no use.</summary>
    public static TimeSpan LongerPause(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    /// <summary>How long what rests that can't be ended, such as for damage.</summary>
    public static readonly TimeSpan UndeliverablePause = TimeSpan.FromMinutes(10);

    /// <summary>How long a tenant's turns are remembered after the last.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(1);

    /// <summary>After how long a turn takes no further event, so that what it has read is written down.</summary>
    public static readonly TimeSpan MaxReadingTime = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a reader rests that has caught up, so that it does not ask after every commit of a busy tenant.
    /// </summary>
    public static readonly TimeSpan ReadingRest = TimeSpan.FromMilliseconds(25);

    /// <summary>How often what took too long is tried, as the machine may have been busy.</summary>
    public const int MaxSlowAttempts = 3;

    /// <summary>Turns at the same time: a tenant takes up to three, of timers, of commands and of events.</summary>
    public const int MaxTurns = 64;

    /// <summary>Drawings of one tenant that wait for others.</summary>
    public const int MaxWaitingDrawingsPerTenant = 4;

    /// <summary>Drawings that wait in all.</summary>
    public const int MaxWaitingDrawings = 64;

    /// <summary>Tenants with something to do that one look finds.</summary>
    public const int MaxBacklog = 10_000;

    /// <summary>Timers, and issued commands, that one turn takes.</summary>
    public const int MaxItemsPerTurn = 64;

    /// <summary>Those that are under way at a time.</summary>
    public const int MaxItemsAtOnce = 16;

    /// <summary>After how long a turn takes no more of them, as other tenants wait.</summary>
    public static readonly TimeSpan MaxTurnTime = TimeSpan.FromMilliseconds(200);

    /// <summary>Events that one turn takes.</summary>
    public const int MaxEventsPerTurn = 256;

    /// <summary>Positions that one turn walks over, wanted or not.</summary>
    public const long MaxPositionsPerTurn = 100_000;

    /// <summary>Bytes of events that one turn reads.</summary>
    public const long MaxEventBytesPerTurn = 1 << 20;

    /// <summary>Instances that are fed with one event at a time.</summary>
    public const int MaxInstancesPerPage = 64;

    /// <summary>Timers of one tenant that could not be fired and rest; with more, all of its timers do.</summary>
    public const int MaxResting = 1_024;

    /// <summary>Events that the view of an instance shows.</summary>
    public const int MaxShownEvents = 100;

    /// <summary>Bytes of events that the view of an instance shows, about.</summary>
    public const long MaxShownBytes = 1 << 20;

    /// <summary>Timers, and commands, that the view of an instance shows.</summary>
    public const int MaxShownItems = 100;
}
