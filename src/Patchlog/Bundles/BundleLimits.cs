namespace Patchlog.Bundles;

/// <summary>Bounds of what can be injected, whatever it comes from.</summary>
public static class BundleLimits
{
    /// <summary>Artifacts in a bundle.</summary>
    public const int MaxFiles = 10_000;

    /// <summary>Bytes of one artifact.</summary>
    public const int MaxFileBytes = 4 << 20;

    /// <summary>Bytes of all artifacts together.</summary>
    public const long MaxBytes = 32L << 20;

    /// <summary>Characters of a path in a bundle.</summary>
    public const int MaxPathLength = 255;

    /// <summary>Faults that are reported of one bundle.</summary>
    public const int MaxFaults = 100;
}
