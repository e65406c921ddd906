using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Patchlog.Server.Http;

/// <summary>The query of a request. Unknown, repeated and malformed parameters are refused, never ignored.</summary>
sealed class QueryParameters
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;

    readonly IQueryCollection _query;

    QueryParameters(IQueryCollection query) => _query = query;

    /// <summary>Takes the query if it has only these parameters, each at most once.</summary>
    public static bool TryRead(
        HttpContext context, ReadOnlySpan<string> known, [NotNullWhen(true)] out QueryParameters? parameters,
        [NotNullWhen(false)] out Reply? refusal)
    {
        parameters = null;
        refusal = null;
        foreach (var (name, values) in context.Request.Query)
        {
            if (!known.Contains(name))
                refusal = Invalid($"The parameter \"{name}\" is unknown here"
                    + (known.IsEmpty ? "; there are none." : $"; known are {string.Join(", ", known!)}."));
            else if (values.Count != 1)
                refusal = Invalid($"The parameter \"{name}\" is given {values.Count} times.");
        }
        if (refusal is not null)
            return false;
        parameters = new(context.Request.Query);
        return true;
    }

    /// <summary>The text of a parameter, or null.</summary>
    public string? this[string name] => _query.TryGetValue(name, out var values) ? values[0] : null;

    /// <summary>A whole number that is not negative; null if absent.</summary>
    public bool TryReadNumber(string name, long least, out long? number, [NotNullWhen(false)] out Reply? refusal)
    {
        (number, refusal) = (null, null);
        if (this[name] is not { } text)
            return true;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least)
            number = value;
        else
            refusal = Invalid($"The parameter \"{name}\" is \"{text}\"; it must be a whole number of at least {least}.");
        return refusal is null;
    }

    /// <summary>The page size: 1–1000, else 100.</summary>
    public bool TryReadLimit(out int limit, [NotNullWhen(false)] out Reply? refusal)
    {
        limit = DefaultLimit;
        if (!TryReadNumber("limit", 1, out var number, out refusal))
            return false;
        if (number > MaxLimit)
            refusal = Invalid($"The parameter \"limit\" is {number}; it must be at most {MaxLimit}.");
        limit = (int)Math.Min(number ?? DefaultLimit, MaxLimit);
        return refusal is null;
    }

    public static Reply Invalid(string detail) => Reply.Of(ProblemCode.InvalidRequest, detail);
}
