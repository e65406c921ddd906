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
}
