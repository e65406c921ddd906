using Microsoft.AspNetCore.Routing.Matching;

namespace Patchlog.Server.Routing;

/// <summary>
/// The literal segments of a route, which a path must have as they are written (RFC 3986 §6.2.2.1): to ASP.NET,
/// <c>Events</c> and <c>events</c> are one, and here the first is a type like any other.
/// </summary>
/// <param name="Literals">The literal segments, and where they are.</param>
sealed record ExactCase(IReadOnlyList<(int At, string Text)> Literals)
{
    /// <summary>The literal segments of a pattern.</summary>
    public static ExactCase Of(string pattern) => new(
    [
        .. pattern[1..].Split('/').Index()
            .Where(static segment => !segment.Item.StartsWith('{'))
            .Select(static segment => (segment.Index, segment.Item)),
    ]);

    /// <summary>True if a path that the pattern fits has the literals as they are written.</summary>
    public bool Fits(ReadOnlySpan<char> path)
    {
        // That of OPTIONS * (RFC 9112 §3.2.4), which is of no route.
        if (path.IsEmpty)
            return false;

        var (at, literal) = (0, 0);
        foreach (var segment in path[1..].Split('/'))
        {
            if (literal == Literals.Count)
                return true;

            if (Literals[literal].At == at++ && !path[1..][segment].SequenceEqual(Literals[literal++].Text))
                return false;
        }

        return true;
    }
}

/// <summary>Rules out the routes whose literals a path has in another case.</summary>
sealed class ExactCasePolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    /// <inheritdoc/>
    /// <remarks>Before the policy for methods, which takes what is left for the whole choice.</remarks>
    public override int Order => int.MinValue;

    /// <inheritdoc/>
    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(static endpoint => endpoint.Metadata.GetMetadata<ExactCase>() is not null);

    /// <inheritdoc/>
    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var path = httpContext.Request.Path.Value;
        for (var at = 0; at < candidates.Count; at++)
        {
            if (candidates.IsValidCandidate(at)
                && candidates[at].Endpoint.Metadata.GetMetadata<ExactCase>() is { } exact && !exact.Fits(path))
                candidates.SetValidity(at, false);
        }

        return Task.CompletedTask;
    }
}
