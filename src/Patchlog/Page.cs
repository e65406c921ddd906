using System.Collections.Immutable;

namespace Patchlog;

/// <summary>
/// A page of a longer list: it ends at a number of items or at a number of bytes, whichever comes first, but never
/// before its first item. The next page begins after the last item.
/// </summary>
/// <typeparam name="T">The items.</typeparam>
/// <param name="Items">The items, in the order of the list.</param>
/// <param name="HasMore">True if the list has at least one item after these.</param>
public readonly record struct Page<T>(ImmutableArray<T> Items, bool HasMore);
