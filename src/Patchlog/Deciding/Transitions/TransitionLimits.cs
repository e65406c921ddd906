using Patchlog.Scripting;

namespace Patchlog.Deciding.Transitions;

/// <summary>What one transition of a process may take, and what its document tells of the past.</summary>
static class TransitionLimits
{
    /// <summary>Issued commands that the document of an instance tells of; the history has all of them.</summary>
    public const int MaxToldCommands = 32;

    /// <summary>Characters of a message that the document of an instance has.</summary>
    public const int MaxTextLength = 1_000;

    /// <summary>
    /// Commands and events that may follow from one another, from instance to instance, before the chain is cut. A
    /// timer begins a new one.
    /// </summary>
    public const int MaxDepth = 64;

    /// <summary>The longest time that a timer runs; what is longer is due then.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromDays(36_525);

    /// <summary>The bounds of all scripts of one transition together.</summary>
    public static readonly ScriptLimits Script = Handlers.HandlerLimits.Script;
}
