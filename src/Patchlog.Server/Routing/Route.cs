using Patchlog.Server.Contracts;
using Patchlog.Server.Http;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Routing;

/// <summary>A row of the table of routes.</summary>
/// <param name="Pattern">Its path, as ASP.NET and OpenAPI both write it.</param>
/// <param name="Produces">The media type of its answers.</param>
/// <param name="Methods">Its methods.</param>
sealed record Route(string Pattern, string Produces, IReadOnlyList<RouteMethod> Methods)
{
    /// <summary>What the contracts say of it.</summary>
    public RouteDescription Description =>
        new(Pattern, [.. Methods.Select(row => new MethodDescription(row.Method, row.Operation, row.Access))]);

    /// <summary>What answers its requests.</summary>
    public Resource ToResource(
        IAccessPolicy policy, IntakeLimits limits, MemoryBudgets budgets, ILogger logger) => new(
        policy, limits, budgets, logger, Produces,
        [.. Methods.Select(row => new ResourceMethod(row.Method, row.Operation.Id, row.Access, row.Handler))]);
}

/// <summary>One method of a row.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Access">What the caller needs to be allowed.</param>
/// <param name="Handler">Answers a request whose caller was admitted.</param>
/// <param name="Operation">What it takes and gives.</param>
sealed record RouteMethod(
    string Method, Access Access, Func<ResourceRequest, Task<Reply>> Handler, Operation Operation);
