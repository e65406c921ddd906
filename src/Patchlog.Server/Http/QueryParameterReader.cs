using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Patchlog.Json;
using Patchlog.Queries;
using Patchlog.Searching;

namespace Patchlog.Server.Http;

/// <summary>
/// Reads a query from a URL: <c>filter[total][gte]=10&amp;sort=-total</c>. Names are told apart by case, which
/// ASP.NET's own collection does not do.
/// </summary>
static class QueryParameterReader
{
    const string Known = "filter[…], sort, fields, limit, cursor, count, deleted and at";

    /// <summary>Reads the query of a request.</summary>
    public static bool TryRead(
        HttpRequest http, [NotNullWhen(true)] out QueryRequest? request, [NotNullWhen(false)] out Problem? problem)
    {
        (request, problem) = (null, null);
        var read = new QueryRequest();
        var seen = new HashSet<string>(StringComparer.Ordinal);

        foreach (var pair in new QueryStringEnumerable(http.QueryString.Value))
        {
            var name = pair.DecodeName().ToString();
            if (!seen.Add(name))
                problem = ResourceRequest.Invalid($"The parameter \"{name}\" is given twice.");

            if (problem is not null || !TryTake(read, name, pair.DecodeValue().ToString(), out problem))
                return false;
        }

        request = read;
        return true;
    }

    static bool TryTake(QueryRequest request, string name, string value, [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        switch (name)
        {
            case "sort":
                return QueryParameterValues.TrySplit(value, keepQuotes: false, out var keys, out problem)
                    && request.TrySetSort(keys, out problem);
            case "fields":
                return QueryParameterValues.TrySplit(value, keepQuotes: false, out var fields, out problem)
                    && request.TrySetFields(fields, out problem);
            case "limit":
                if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit))
                    return request.TrySetLimit(limit, out problem);

                problem = QueryRequest.InvalidLimit(value);

                return false;
            case "count":
                return request.TrySetCount(value, out problem);
            case "deleted":
                return request.TrySetDeleted(value, out problem);
            case "cursor":
                request.Cursor = value;

                return true;
            case "at":
                request.At = value;

                return true;
            case var filter when filter.StartsWith("filter[", StringComparison.Ordinal):
                return TryTakeFilter(request, filter, value, out problem);
            default:
                problem = ResourceRequest.Invalid($"The parameter \"{name}\" is unknown; this route has {Known}.");

                return false;
        }
    }

    /// <summary><c>filter[path]</c> or <c>filter[path][operator]</c>; the path ends at the first bracket.</summary>
    static bool TryTakeFilter(
        QueryRequest request, string name, string value, [NotNullWhen(false)] out Problem? problem)
    {
        if (!TryReadComparison(name, out var path, out var comparison, out problem))
            return false;

        if (request.Filters.Count == QueryLimits.MaxComparisons)
        {
            problem = ResourceRequest.Invalid($"A filter has more than {QueryLimits.MaxComparisons} comparisons.");
            return false;
        }

        if (!TryReadOperand(path, comparison, value, out var operand, out problem))
            return false;

        if (!Operators.TryMake(path, comparison, operand, out var filter, out problem))
            return false;

        request.Filters.Add(filter);
        return true;
    }

    static bool TryReadComparison(
        string name, [NotNullWhen(true)] out QueryPath? path, out string comparison,
        [NotNullWhen(false)] out Problem? problem)
    {
        (path, comparison, problem) = (null, "eq", null);
        var parts = name["filter[".Length..].Split(']', 2);
        if (parts is not [var text, var rest]
            || (rest.Length > 0 && (rest[0] != '[' || rest[^1] != ']' || rest.Length < 3)))
        {
            problem = ResourceRequest.Invalid(
                $"The parameter \"{name}\" is not a filter; it must be filter[path] or filter[path][operator].");
            return false;
        }

        if (rest.Length > 0)
            comparison = rest[1..^1];

        if (!Operators.IsKnown(comparison))
        {
            problem = ResourceRequest.Invalid($"There is no operator \"{comparison}\"; there are {Operators.Names}.");
            return false;
        }

        return QueryPath.TryParse(text, out path, out problem);
    }

    static bool TryReadOperand(
        QueryPath path, string comparison, string value, [NotNullWhen(true)] out JsonValue? operand,
        [NotNullWhen(false)] out Problem? problem)
    {
        // Ids and times are strings, whatever they look like.
        var isText = path.Kind == QueryPathKind.Id || path.IsTime;
        if (comparison != "in")
            return QueryParameterValues.TryRead(value, isText && comparison != "exists", out operand, out problem);

        operand = null;
        if (!QueryParameterValues.TrySplit(value, keepQuotes: true, out var items, out problem))
            return false;

        List<JsonValue> values = [];
        foreach (var item in items)
        {
            if (!QueryParameterValues.TryRead(item, isText, out var read, out problem))
                return false;

            values.Add(read);
        }

        operand = JsonArray.Of([.. values]);
        return true;
    }
}
