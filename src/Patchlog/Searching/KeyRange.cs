namespace Patchlog.Searching;

/// <summary>The keys (<see cref="ValueKey"/>) from one to another, both of them included.</summary>
/// <param name="From">The first key.</param>
/// <param name="To">The last key.</param>
readonly record struct KeyRange(string From, string To)
{
    /// <summary>All keys.</summary>
    public static readonly KeyRange All = new(ValueKey.Absent, ValueKey.End);

    /// <summary>One key.</summary>
    public static KeyRange Of(string key) => new(key, key);

    /// <summary>True if the range is one key.</summary>
    public bool IsOneKey => From == To;

    /// <summary>True if there is no key in the range.</summary>
    public bool IsEmpty => ValueKey.Compare(From, To) > 0;
}
