namespace Patchlog.Server.Contracts;

/// <summary>
/// What the contract says of a route for one type of a bundle: it is the same as a general route, seen closer.
/// </summary>
/// <param name="Pattern">Its path.</param>
/// <param name="Methods">Its methods.</param>
sealed record DomainRoute(string Pattern, IReadOnlyList<DomainMethod> Methods);

/// <summary>One method of such a route.</summary>
/// <param name="GeneralPattern">The path of the general route.</param>
/// <param name="General">What that says of the method.</param>
/// <param name="Operation">What is said here.</param>
sealed record DomainMethod(string GeneralPattern, MethodDescription General, Operation Operation)
{
    /// <summary>The schema of its rejections, where the bundle has their codes; else null.</summary>
    public string? Rejection { get; init; }
}
