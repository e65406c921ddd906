using System.Collections.Immutable;

namespace Patchlog.Bundles;

/// <summary>The codes with which a command may be rejected. Immutable.</summary>
/// <param name="Codes">Those that are known, in ordinal order.</param>
/// <param name="IsComplete">True if there are no others.</param>
public sealed record CommandRejections(ImmutableArray<string> Codes, bool IsComplete)
{
    /// <summary>Nothing is known.</summary>
    public static CommandRejections Unknown { get; } = new([], IsComplete: false);
}
