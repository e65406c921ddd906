namespace Patchlog.Statecharts;

/// <summary>Bounds on definitions, on what an instance may hold, and on one step.</summary>
public static class StatechartLimits
{
    /// <summary>The most bytes of a definition's text.</summary>
    public const int MaxDefinitionBytes = 1024 * 1024;

    /// <summary>The most states of a definition, the root included.</summary>
    public const int MaxStates = 1000;

    /// <summary>The deepest nesting of states below the root.</summary>
    public const int MaxDepth = 32;

    /// <summary>The most transitions of a definition.</summary>
    public const int MaxTransitions = 5000;

    /// <summary>The most targets of one transition.</summary>
    public const int MaxTargets = 64;

    /// <summary>The most expressions and calls of functions in a definition.</summary>
    public const int MaxExpressions = 10_000;

    /// <summary>The most faults that compiling reports.</summary>
    public const int MaxFaults = 100;

    /// <summary>The longest name of an event, a timer or an invocation, in UTF-16 units.</summary>
    public const int MaxNameLength = 256;

    /// <summary>
    /// The most microsteps of one step: transitions that follow each other without an event from outside.
    /// </summary>
    public const int MaxMicrosteps = 1000;

    /// <summary>The most events that wait inside of one step.</summary>
    public const int MaxRaisedEvents = 1000;

    /// <summary>The most effects of one step: an entry of the journal takes 64.</summary>
    public const int MaxEffects = 60;

    /// <summary>Bytes of the commands and event data that one step may ask for, as JSON in UTF-8.</summary>
    public const long MaxEffectBytes = 2L << 20;

    /// <summary>The most lines of one step's log.</summary>
    public const int MaxLogLines = 100;

    /// <summary>The longest line of the log, in UTF-16 units; what is longer is cut.</summary>
    public const int MaxLogLineLength = 2000;

    /// <summary>The most timers that an instance has set: one step can end all of them.</summary>
    public const int MaxTimers = 50;

    /// <summary>The most commands whose outcome an instance awaits.</summary>
    public const int MaxAwaitedCommands = 60;

    /// <summary>The most bytes of an instance's context, as compact JSON.</summary>
    public const int MaxContextBytes = 256 * 1024;

    /// <summary>The most compensations that an instance holds.</summary>
    public const int MaxCompensations = 1000;

    /// <summary>The longest delay of a timer.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromDays(3660);

    /// <summary>The most attempts that a retry may add to the first.</summary>
    public const int MaxRetries = 100;

    /// <summary>
    /// The longest time that laying out a diagram may take: several times what the largest needs on a busy machine, as
    /// it is there for a layout that never ends, and what is laid out must not depend on who else is at work.
    /// </summary>
    public static readonly TimeSpan MaxLayoutTime = TimeSpan.FromSeconds(30);
}
