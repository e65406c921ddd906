using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Patchlog.Json;
using Patchlog.Queries;
using Patchlog.Searching;

namespace Patchlog.Server.Http;

/// <summary>
/// A query as a URL has it: <c>filter[total][gte]=10&amp;sort=-total</c>. A value that is a JSON number, <c>true</c>,
/// <c>false</c> or <c>null</c> is that; one in double quotes is a JSON string; anything else is a string as it stands.
/// Names are told apart by case, which ASP.NET's own collection does not do.
/// </summary>
static class QueryParameterReader
{
    const string Known = "filter[…], sort, fields, limit, cursor, count, deleted and at";

    public static bool TryRead(
        HttpRequest http, [NotNullWhen(true)] out QueryRequest? request, [NotNullWhen(false)] out Reply? refusal)
    {
        request = null;
        refusal = null;
        var read = new QueryRequest();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pair in new QueryStringEnumerable(http.QueryString.Value))
        {
            var name = pair.DecodeName().ToString();
            var fault = seen.Add(name)
                ? FaultOf(read, name, pair.DecodeValue().ToString())
                : $"The parameter \"{name}\" is given twice.";
            if (fault is not null)
            {
                refusal = QueryParameters.Invalid(fault);
                return false;
            }
        }
        request = read;
        return true;
    }

    static string? FaultOf(QueryRequest request, string name, string value)
    {
        string? fault = null;
        switch (name)
        {
            case "sort":
                return Split(value, out fault)?.Select(item => request.TryAddSort(item, out var why) ? null : why)
                    .FirstOrDefault(why => why is not null) ?? fault;
            case "fields" when Split(value, out fault) is { } fields:
                request.TrySetFields(fields, out fault);
                return fault;
            case "fields":
                return fault;
            case "limit"
                when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit):
                request.TrySetLimit(limit, out fault);
                return fault;
            case "limit":
                return $"The limit is \"{value}\"; it must be a whole number from 1 to {QueryLimits.MaxPageItems}.";
            case "cursor":
                request.Cursor = value;
                return null;
            case "count":
                request.TrySetCount(value, out fault);
                return fault;
            case "deleted":
                request.TrySetDeleted(value, out fault);
                return fault;
            case "at":
                request.At = value;
                return null;
            default:
                return name.StartsWith("filter[", StringComparison.Ordinal)
                    ? FilterFaultOf(request, name, value)
                    : $"The parameter \"{name}\" is unknown here; known are {Known}.";
        }
    }

    /// <summary><c>filter[path]</c> or <c>filter[path][operator]</c>; the path ends at the first bracket.</summary>
    static string? FilterFaultOf(QueryRequest request, string name, string value)
    {
        var parts = name["filter[".Length..].Split(']', 2);
        if (parts is not [var text, var rest]
            || (rest.Length > 0 && (rest[0] != '[' || rest[^1] != ']' || rest.Length < 3)))
            return $"The parameter \"{name}\" is no filter; it must be filter[path] or filter[path][operator].";
        var comparison = rest.Length == 0 ? "eq" : rest[1..^1];
        if (!Operators.IsKnown(comparison))
            return $"There is no operator \"{comparison}\"; there are {Operators.Names}.";
        if (!QueryPath.TryParse(text, out var path, out var problem))
            return problem.Detail;
        if (request.Filters.Count == QueryLimits.MaxComparisons)
            return $"A filter has more than {QueryLimits.MaxComparisons} comparisons.";
        if (OperandOf(path, comparison, value, out var fault) is not { } operand)
            return fault;
        if (!Operators.TryMake(path, comparison, operand, out var filter, out problem))
            return problem.Detail;
        request.Filters.Add(filter);
        return null;
    }

    static JsonValue? OperandOf(QueryPath path, string comparison, string value, out string? fault)
    {
        // Ids and times are strings, whatever they look like.
        var isText = path.Kind == QueryPathKind.Id || path.IsTime;
        if (comparison != "in")
            return ValueOf(value, isText && comparison != "exists", out fault);
        if (Split(value, out fault, keepQuotes: true) is not { } items)
            return null;
        List<JsonValue> values = [];
        foreach (var item in items)
        {
            if (ValueOf(item, isText, out fault) is not { } read)
                return null;
            values.Add(read);
        }
        return JsonArray.Of([.. values]);
    }

    static JsonValue? ValueOf(string text, bool isText, out string? fault)
    {
        fault = null;
        var isQuoted = text.StartsWith('"');
        JsonFault? why = null;
        if (text.Length > 0 && !(isText && !isQuoted)
            && JsonValue.TryParse(Encoding.UTF8.GetBytes(text), JsonLimits.Default, out var value, out why)
            && value is not (JsonArray or JsonObject) && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1]))
            return value;
        if (isQuoted)
            fault = $"The value {text} begins with a quote and is no JSON string.";
        else if (why?.Code is JsonFaultCodes.NumberTooLarge or JsonFaultCodes.NumberTooLong)
            fault = $"The number {text} is larger than any that a document can have.";
        else if (!JsonString.TryFrom(text, out var plain))
            fault = "A value has a character that no string can have.";
        else
            return plain;
        return null;
    }

    /// <summary>Splits at commas outside of quotes; null with a fault for a quote that does not end.</summary>
    static List<string>? Split(string text, out string? fault, bool keepQuotes = false)
    {
        fault = null;
        List<string> items = [];
        for (var start = 0; start <= text.Length; start++)
        {
            var end = EndOf(text, start);
            var item = text[start..end];
            start = end;
            var quote = keepQuotes ? -1 : item.IndexOf('"', StringComparison.Ordinal);
            // "a,b" or -"a,b"
            if (quote is 0 or 1 && (quote == 0 || item[0] == '-'))
            {
                if (ValueOf(item[quote..], isText: false, out fault) is not JsonString path)
                    return null;
                item = item[..quote] + path.Value;
            }
            items.Add(item);
        }
        return items;
    }

    static int EndOf(string text, int start)
    {
        var isQuoted = false;
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '"' && (isQuoted || i == start || (i == start + 1 && text[start] == '-')))
                isQuoted = !isQuoted;
            else if (text[i] == '\\' && isQuoted)
                i++;
            else if (text[i] == ',' && !isQuoted)
                return i;
        }
        return text.Length;
    }
}
