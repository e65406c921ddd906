using Patchlog.Bundles;
using Patchlog.Commands;
using Patchlog.Json;
using Patchlog.Publishing;

namespace Patchlog;

/// <summary>The bounds of a store.</summary>
public sealed record DocumentStoreOptions
{
    /// <summary>What may wait and repeat on a command's way.</summary>
    public CommandLimits Commands { get; init; } = new();

    /// <summary>What the feed keeps, and how often it looks.</summary>
    public FeedLimits Feed { get; init; } = new();

    /// <summary>Where the bundle comes from; null for a store of plain documents. The store disposes of it.</summary>
    public IBundleSource? Bundles { get; init; }

    /// <summary>Whether documents and arguments are held to the schemas of the bundle. Default true.</summary>
    public bool ValidatesPayloads { get; init; } = true;

    /// <summary>What a patch may do, and how large a document may become.</summary>
    public PatchLimits Patches { get; init; } = new();
}
