using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Bundles;

/// <summary>Members whose values together belong to one living aggregate of a type at most.</summary>
/// <param name="Paths">Where the values are, in order; at least one.</param>
public sealed record UniquePaths(ImmutableArray<JsonPointer> Paths);
