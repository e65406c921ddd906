using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Patchlog.Queries;
using Patchlog.Searching;

namespace Patchlog.Server.Http;

/// <summary>
/// What a query may say, in either of its forms, before it is known to make sense together. The readers fill it in:
/// <see cref="QueryParameterReader"/> from a URL, <see cref="SearchReader"/> from a body.
/// </summary>
sealed class QueryRequest
{
    /// <summary>The conditions; all of them must hold.</summary>
    public List<Filter> Filters { get; } = [];

    /// <summary>What is sorted by.</summary>
    public List<SortField> Sort { get; } = [];

    /// <summary>What is shown of the body; null for all of it.</summary>
    public Projection? Fields { get; set; }

    public int Limit { get; set; } = QueryLimits.DefaultPageItems;

    public string? Cursor { get; set; }

    /// <summary><c>exact</c>, <c>estimated</c>, or null for no count.</summary>
    public string? Count { get; set; }

    public DeletedDocuments Deleted { get; set; }

    /// <summary>A position or a time, as written; null for now.</summary>
    public string? At { get; set; }

    public bool TrySetLimit(long limit, [NotNullWhen(false)] out string? fault)
    {
        fault = limit is >= 1 and <= QueryLimits.MaxPageItems ? null
            : string.Create(CultureInfo.InvariantCulture,
                $"The limit is {limit}; it must be a whole number from 1 to {QueryLimits.MaxPageItems}.");
        Limit = (int)Math.Clamp(limit, 1, QueryLimits.MaxPageItems);
        return fault is null;
    }

    public bool TrySetCount(string text, [NotNullWhen(false)] out string? fault)
    {
        fault = text is "exact" or "estimated" ? null : $"count is \"{text}\"; it must be exact or estimated.";
        Count = text;
        return fault is null;
    }

    public bool TrySetDeleted(string text, [NotNullWhen(false)] out string? fault)
    {
        fault = text is "include" or "only" ? null : $"deleted is \"{text}\"; it must be include or only.";
        Deleted = text == "only" ? DeletedDocuments.Only : DeletedDocuments.Include;
        return fault is null;
    }

    /// <summary>Reads <c>path</c> or <c>-path</c>.</summary>
    public bool TryAddSort(string text, [NotNullWhen(false)] out string? fault)
    {
        var isDescending = text.StartsWith('-');
        if (!QueryPath.TryParse(isDescending ? text[1..] : text, out var path, out var problem))
        {
            fault = problem.Detail;
            return false;
        }
        Sort.Add(new(path, isDescending));
        fault = Sort.Count > QueryLimits.MaxSortKeys
            ? $"A sort has more than {QueryLimits.MaxSortKeys} paths." : null;
        return fault is null;
    }

    public bool TrySetFields(IReadOnlyCollection<string> texts, [NotNullWhen(false)] out string? fault)
    {
        fault = texts.Count > QueryLimits.MaxFields ? $"There are more than {QueryLimits.MaxFields} fields." : null;
        List<QueryPath> paths = [];
        foreach (var text in texts)
        {
            if (fault is not null)
                return false;
            if (!QueryPath.TryParse(text, out var path, out var problem))
            {
                fault = problem.Detail;
                return false;
            }
            if (path.Kind is not (QueryPathKind.Body or QueryPathKind.Id))
                fault = $"{path} is no part of the body: it is always shown.";
            paths.Add(path);
        }
        Fields = new(paths.Select(path => path.Pointer));
        return fault is null;
    }
}
