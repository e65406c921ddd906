using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>What the table of routes says of a route to those who call it.</summary>
/// <param name="Pattern">Its path, as ASP.NET and OpenAPI both write it.</param>
/// <param name="Methods">Its methods.</param>
sealed record RouteDescription(string Pattern, IReadOnlyList<MethodDescription> Methods);

/// <summary>What the table of routes says of one method of a route.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Operation">What it takes and gives.</param>
/// <param name="Access">What a caller needs to be allowed.</param>
sealed record MethodDescription(string Method, Operation Operation, Access Access);
