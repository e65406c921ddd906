using Patchlog.Scripting;

namespace Patchlog.Rules;

/// <summary>Bounds on one session. A session that passes one of them ends with a fault.</summary>
public sealed record RuleLimits
{
    /// <summary>The bounds for rules inside a request.</summary>
    public static RuleLimits Default { get; } = new();

    /// <summary>The most firings. Default 10,000. A rule that keeps its own conditions true fires forever.</summary>
    public int MaxFirings { get; init; } = 10_000;

    /// <summary>The most facts at one time. Default 100,000.</summary>
    public int MaxFacts { get; init; } = 100_000;

    /// <summary>
    /// The most statements of actions and functions, and attempts to match a fact with others. Default 5,000,000.
    /// </summary>
    public long MaxSteps { get; init; } = 5_000_000;

    /// <summary>The most wall-clock time spent in the session's methods. Default 1 second.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most bytes allocated in the session's methods, garbage included. Default 256 MiB.</summary>
    public long MaxAllocatedBytes { get; init; } = 256 << 20;

    internal ScriptLimits ForScripts() => new()
    {
        MaxStatements = MaxSteps,
        MaxTime = MaxTime,
        MaxAllocatedBytes = MaxAllocatedBytes,
    };
}
