using System.Collections.Immutable;

namespace Patchlog.Bundles;

/// <summary>A source can't be read now, or what it has can't be a bundle.</summary>
/// <param name="message">A sentence for people, without secrets.</param>
/// <param name="inner">What it was, or null.</param>
public sealed class BundleSourceException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What is wrong with the files, where that is the reason; else empty.</summary>
    public ImmutableArray<BundleFault> Faults { get; init; } = [];
}
