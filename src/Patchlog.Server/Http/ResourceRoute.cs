using Patchlog.Server.Contracts;

namespace Patchlog.Server.Http;

/// <summary>A row of the table of routes.</summary>
/// <param name="Pattern">Its path, as ASP.NET and OpenAPI both write it.</param>
/// <param name="Operations">What can be done there, by method.</param>
sealed record ResourceRoute(string Pattern, IReadOnlyList<(string Method, Operation Operation)> Operations);
