namespace Patchlog.Rules;

/// <summary>What one session is told.</summary>
public sealed record RuleSessionOptions
{
    /// <summary>The system's time, and the limits of the rule set.</summary>
    public static RuleSessionOptions Default { get; } = new();

    /// <summary>The time that rules see throughout; the system's time at the session's begin if null.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>Where <c>Math.random()</c> begins: the same seed gives the same sequence. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Bounds on the session; those of the rule set if null.</summary>
    public RuleLimits? Limits { get; init; }

    /// <summary>What functions of the host find as <see cref="RuleSession.Host"/>, or null.</summary>
    public object? Host { get; init; }

    /// <summary>Told what happens, or null.</summary>
    public RuleObserver? Observer { get; init; }

    /// <summary>Ends the session early.</summary>
    public CancellationToken Cancellation { get; init; }
}
