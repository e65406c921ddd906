using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Patchlog.Searching;

namespace Patchlog.Server.Http;

/// <summary>The query of a request. Unknown, repeated and malformed parameters are refused, never ignored.</summary>
sealed class QueryParameters
{
    readonly IQueryCollection _query;

    QueryParameters(IQueryCollection query) => _query = query;

    /// <summary>Takes a query that has none but these parameters, each at most once.</summary>
    public static bool TryRead(
        IQueryCollection query, ReadOnlySpan<string> known, [NotNullWhen(true)] out QueryParameters? parameters,
        [NotNullWhen(false)] out Problem? problem)
    {
        (parameters, problem) = (null, null);
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name))
                problem = ResourceRequest.Invalid(known.IsEmpty
                    ? $"The parameter \"{name}\" is unknown; this route has none."
                    : $"The parameter \"{name}\" is unknown; this route has {string.Join(", ", known.ToArray())}.");
            else if (values.Count != 1)
                problem = ResourceRequest.Invalid($"The parameter \"{name}\" is given {values.Count} times.");
        }

        if (problem is not null)
            return false;

        parameters = new(query);
        return true;
    }

    /// <summary>The text of a parameter, or null.</summary>
    public string? this[string name] => _query.TryGetValue(name, out var values) ? values[0] : null;

    /// <summary>Reads a whole number that is not less than the least; true with null if it is absent.</summary>
    public bool TryReadNumber(string name, long least, out long? number, [NotNullWhen(false)] out Problem? problem)
    {
        (number, problem) = (null, null);
        if (this[name] is not { } text)
            return true;

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least)
            number = value;
        else
            problem = ResourceRequest.Invalid(
                $"The parameter \"{name}\" is \"{text}\"; it must be a whole number of at least {least}.");

        return problem is null;
    }

    /// <summary>
    /// Reads the page size: at most <see cref="QueryLimits.MaxPageItems"/>, and
    /// <see cref="QueryLimits.DefaultPageItems"/> if it is absent.
    /// </summary>
    public bool TryReadLimit(out int limit, [NotNullWhen(false)] out Problem? problem)
    {
        limit = QueryLimits.DefaultPageItems;
        if (!TryReadNumber("limit", 1, out var number, out problem))
            return false;

        if (number > QueryLimits.MaxPageItems)
            problem = ResourceRequest.Invalid(
                $"The parameter \"limit\" is {number}; it must be at most {QueryLimits.MaxPageItems}.");

        limit = (int)Math.Min(number ?? QueryLimits.DefaultPageItems, QueryLimits.MaxPageItems);

        return problem is null;
    }
}
