using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Patchlog.Queries;
using Patchlog.Searching;

namespace Patchlog.Server.Http;

/// <summary>
/// The parts of a query, in either of its forms, before it is known whether they make sense together. The readers fill
/// it in: <see cref="QueryParameterReader"/> from a URL, <see cref="SearchReader"/> from a body. Not thread-safe.
/// </summary>
sealed class QueryRequest
{
    /// <summary>The conditions; all of them must hold.</summary>
    public List<Filter> Filters { get; } = [];

    /// <summary>All conditions as one.</summary>
    public Filter Filter => Filters switch
    {
        [] => Filter.Everything,
        [var only] => only,
        _ => new Filter.All([.. Filters]),
    };

    /// <summary>The keys of the sort, the first one first.</summary>
    public List<SortField> Sort { get; } = [];

    /// <summary>The part of each body that is shown; null for all of it.</summary>
    public Projection? Fields { get; set; }

    /// <summary>The most documents on a page.</summary>
    public int Limit { get; set; } = QueryLimits.DefaultPageItems;

    /// <summary>Where the page begins, as an earlier page said; null for the first page.</summary>
    public string? Cursor { get; set; }

    /// <summary><c>exact</c>, <c>estimated</c>, or null for no count.</summary>
    public string? Count { get; set; }

    /// <summary>What becomes of deleted documents.</summary>
    public DeletedDocuments Deleted { get; set; }

    /// <summary>A position or a time, as written; null for now.</summary>
    public string? At { get; set; }

    /// <summary>Sets the most documents on a page.</summary>
    public bool TrySetLimit(long limit, [NotNullWhen(false)] out Problem? problem)
    {
        problem = limit is >= 1 and <= QueryLimits.MaxPageItems
            ? null
            : InvalidLimit(limit.ToString(CultureInfo.InvariantCulture));
        Limit = (int)Math.Clamp(limit, 1, QueryLimits.MaxPageItems);

        return problem is null;
    }

    /// <summary>Sets how documents are counted.</summary>
    public bool TrySetCount(string text, [NotNullWhen(false)] out Problem? problem)
    {
        problem = text is "exact" or "estimated"
            ? null
            : ResourceRequest.Invalid($"count is \"{text}\"; it must be exact or estimated.");
        Count = text;

        return problem is null;
    }

    /// <summary>Sets what becomes of deleted documents.</summary>
    public bool TrySetDeleted(string text, [NotNullWhen(false)] out Problem? problem)
    {
        problem = text is "include" or "only"
            ? null
            : ResourceRequest.Invalid($"deleted is \"{text}\"; it must be include or only.");
        Deleted = text == "only" ? DeletedDocuments.Only : DeletedDocuments.Include;

        return problem is null;
    }

    /// <summary>Sets the keys of the sort: each is <c>path</c> or <c>-path</c>.</summary>
    public bool TrySetSort(IReadOnlyCollection<string> texts, [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        foreach (var text in texts)
        {
            var isDescending = text.StartsWith('-');
            if (!QueryPath.TryParse(isDescending ? text[1..] : text, out var path, out problem))
                return false;

            if (Sort.Count == QueryLimits.MaxSortKeys)
                problem = ResourceRequest.Invalid($"A sort has more than {QueryLimits.MaxSortKeys} paths.");
            else
                Sort.Add(new(path, isDescending));

            if (problem is not null)
                return false;
        }

        return true;
    }

    /// <summary>Sets the paths of each body that are shown.</summary>
    public bool TrySetFields(IReadOnlyCollection<string> texts, [NotNullWhen(false)] out Problem? problem)
    {
        problem = texts.Count > QueryLimits.MaxFields
            ? ResourceRequest.Invalid($"There are more than {QueryLimits.MaxFields} fields.")
            : null;

        List<QueryPath> paths = [];
        foreach (var text in texts)
        {
            if (problem is not null)
                return false;

            if (!QueryPath.TryParse(text, out var path, out problem))
                return false;

            if (path.Kind is not (QueryPathKind.Body or QueryPathKind.Id))
                problem = ResourceRequest.Invalid($"{path} is not a part of the body: it is always shown.");
            else
                paths.Add(path);
        }

        Fields = new(paths.Select(path => path.Pointer));
        return problem is null;
    }

    /// <summary>The problem of a page size.</summary>
    public static Problem InvalidLimit(string text) => ResourceRequest.Invalid(
        $"The limit is \"{text}\"; it must be a whole number from 1 to {QueryLimits.MaxPageItems}.");
}
