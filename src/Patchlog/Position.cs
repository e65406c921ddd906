using System.Globalization;

namespace Patchlog;

/// <summary>
/// A place in one tenant's journal: 1, 2, 3 … without gaps, in the order of commits. 0 is before the first event.
/// In JSON it is a decimal string, because it may pass 2^53.
/// </summary>
public readonly record struct Position(long Number)
{
    /// <summary>Before the first event.</summary>
    public static readonly Position Start;

    /// <inheritdoc/>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}
