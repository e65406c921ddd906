using Patchlog.Json;

namespace Patchlog.Searching;

/// <summary>
/// The limits of queries and of their pages, all in one place. A query beyond a limit is refused, and the message names
/// the limit.
/// </summary>
public static class QueryLimits
{
    /// <summary>Comparisons in one filter; and as many <c>and</c>, <c>or</c> and <c>not</c>.</summary>
    public const int MaxComparisons = 256;

    /// <summary>Levels of filters within filters.</summary>
    public const int MaxDepth = 16;

    /// <summary>Steps of one path.</summary>
    public const int MaxPathSteps = 32;

    /// <summary>Values of one <c>in</c>.</summary>
    public const int MaxValues = 1000;

    /// <summary>Sort keys of one query.</summary>
    public const int MaxSortKeys = 8;

    /// <summary>Paths of one projection.</summary>
    public const int MaxFields = 100;

    /// <summary>Documents on a page.</summary>
    public const int MaxPageItems = 1000;

    /// <summary>Documents on a page if the request does not say how many.</summary>
    public const int DefaultPageItems = 100;

    /// <summary>Bytes of bodies after which a page ends, whatever its limit. It has at least one document.</summary>
    public const long MaxPageBytes = 4 << 20;

    /// <summary>Documents that one page of the past looks at. Such a page may be empty and have a next one.</summary>
    public const int MaxPastItems = 500;

    /// <summary>Documents that a page of the past fetches at once.</summary>
    public const int PastFetchItems = 50;

    /// <summary>The limits of the JSON in a cursor, which comes back from clients: 64 KiB, and no nesting.</summary>
    public static JsonLimits Cursor { get; } = new() { MaxBytes = 64 * 1024, MaxDepth = 1 };
}
