using System.Collections.Immutable;
using Patchlog.Bundles;

namespace Patchlog.Activating;

/// <summary>What decides now, where it came from, and what is wrong with what should. Immutable.</summary>
/// <param name="Bundle">What decides; null while a source is configured and nothing good came of it yet.</param>
public sealed record BundleStatus(Bundle? Bundle)
{
    /// <summary>The source as people know it; null where none is configured.</summary>
    public string? Source { get; init; }

    /// <summary>The commit that the bundle is of, where its source has commits.</summary>
    public string? Commit { get; init; }

    /// <summary>Since when the bundle is active; null for a server without one.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>True if it is the copy that the database kept: the source could not be read since the start.</summary>
    public bool IsStoredCopy { get; init; }

    /// <summary>
    /// Why what the source has now is not active, or not all of what the active bundle wants is so; empty otherwise.
    /// </summary>
    public ImmutableArray<ActivationFault> Faults { get; init; } = [];
}
