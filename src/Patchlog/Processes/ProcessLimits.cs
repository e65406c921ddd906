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

    /// <summary>How long a command rests that could not be answered to an instance.</summary>
    public static readonly TimeSpan UndeliverablePause = TimeSpan.FromMinutes(10);

    /// <summary>Tenants that are served at the same time.</summary>
    public const int MaxTurns = 8;

    /// <summary>Tenants with something to do that one look finds.</summary>
    public const int MaxBacklog = 10_000;

    /// <summary>Timers, and issued commands, that one turn takes.</summary>
    public const int MaxItemsPerTurn = 64;

    /// <summary>Events that one turn takes.</summary>
    public const int MaxEventsPerTurn = 256;

    /// <summary>Bytes of events that one turn reads.</summary>
    public const long MaxEventBytesPerTurn = 1 << 20;

    /// <summary>Instances that are fed with one event at a time.</summary>
    public const int MaxInstancesPerPage = 64;

    /// <summary>Timers that can't be delivered and are passed over, of one tenant.</summary>
    public const int MaxPassedOver = 1_024;

    /// <summary>Events that the view of an instance shows.</summary>
    public const int MaxShownEvents = 100;

    /// <summary>Bytes of events that the view of an instance shows, about.</summary>
    public const long MaxShownBytes = 1 << 20;

    /// <summary>Timers, and commands, that the view of an instance shows.</summary>
    public const int MaxShownItems = 100;
}
