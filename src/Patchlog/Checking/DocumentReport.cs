using System.Collections.Immutable;

namespace Patchlog.Checking;

/// <summary>How the living documents of a database fit a bundle. Immutable.</summary>
public sealed record DocumentReport
{
    /// <summary>Documents that were looked at: those of types with a schema.</summary>
    public long Documents { get; init; }

    /// <summary>Documents that their schema would refuse.</summary>
    public long Refused { get; init; }

    /// <summary>The first of them.</summary>
    public ImmutableArray<RefusedDocument> FirstRefused { get; init; } = [];

    /// <summary>
    /// Documents with a value that an earlier one has, and that must be unique; counted for each key.
    /// </summary>
    public long Twins { get; init; }

    /// <summary>The first values that are affected.</summary>
    public ImmutableArray<TwinDocuments> FirstTwins { get; init; } = [];
}
