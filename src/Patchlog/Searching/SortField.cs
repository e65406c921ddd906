namespace Patchlog.Searching;

/// <summary>One of the sort keys of a query.</summary>
/// <param name="Path">The values that are sorted.</param>
/// <param name="IsDescending">True if the greatest value comes first.</param>
public readonly record struct SortField(QueryPath Path, bool IsDescending);
