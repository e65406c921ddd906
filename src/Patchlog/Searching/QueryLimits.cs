namespace Patchlog.Searching;

/// <summary>How large a question may be. All in one place; what goes beyond is refused, with the limit in the message.</summary>
public static class QueryLimits
{
    /// <summary>Comparisons in one filter; and as many <c>and</c>, <c>or</c> and <c>not</c>.</summary>
    public const int MaxComparisons = 256;

    /// <summary>Filters within filters.</summary>
    public const int MaxDepth = 16;

    /// <summary>Steps of one path.</summary>
    public const int MaxPathSteps = 32;

    /// <summary>Values of one <c>in</c>.</summary>
    public const int MaxValues = 1000;

    /// <summary>Paths to sort by.</summary>
    public const int MaxSortKeys = 8;

    /// <summary>Paths of one projection.</summary>
    public const int MaxFields = 100;

    /// <summary>Documents on a page.</summary>
    public const int MaxPageItems = 1000;

    /// <summary>Documents on a page if nobody says how many.</summary>
    public const int DefaultPageItems = 100;

    /// <summary>Bytes of bodies after which a page ends, whatever was asked for. It has at least one document.</summary>
    public const long MaxPageBytes = 4 << 20;

    /// <summary>Documents that one page of the past looks at; it may be empty and have a next one.</summary>
    public const int MaxPastItems = 500;
}
