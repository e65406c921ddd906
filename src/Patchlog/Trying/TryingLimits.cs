namespace Patchlog.Trying;

/// <summary>Bounds of the cases that a bundle is tried with.</summary>
static class TryingLimits
{
    /// <summary>Events and documents that one case begins with.</summary>
    public const int MaxGiven = 1_000;

    /// <summary>Differences that are told of one case.</summary>
    public const int MaxDifferences = 20;

    /// <summary>Characters of a value that are shown of a difference.</summary>
    public const int MaxShownValue = 200;

    /// <summary>Timers that fire while one step waits.</summary>
    public const int MaxFirings = 1_000;

    /// <summary>The longest time that one step waits.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromDays(36_525);
}
