using System.Globalization;

namespace Patchlog;

/// <summary>
/// The version of one aggregate: the count of its events, deletions and revivals included. 1 is its creation;
/// <see cref="None"/> (0) says that there has never been one.
/// </summary>
public readonly record struct Version(long Number) : IComparable<Version>
{
    /// <summary>No event yet.</summary>
    public static readonly Version None;

    /// <summary>The version after <paramref name="events"/> more events.</summary>
    public Version Plus(int events) => new(Number + events);

    /// <inheritdoc/>
    public int CompareTo(Version other) => Number.CompareTo(other.Number);

    /// <inheritdoc/>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);

#pragma warning disable CS1591 // The operators mean what they mean on numbers.
    public static bool operator <(Version left, Version right) => left.Number < right.Number;
    public static bool operator >(Version left, Version right) => left.Number > right.Number;
    public static bool operator <=(Version left, Version right) => left.Number <= right.Number;
    public static bool operator >=(Version left, Version right) => left.Number >= right.Number;
#pragma warning restore CS1591
}
