using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Trying;

/// <summary>
/// What a case tries of a process: inputs of one instance, one after another. Read and checked. Immutable.
/// </summary>
public sealed record ProcessCase
{
    /// <summary>The process.</summary>
    public required string Process { get; init; }

    /// <summary>The instance; null for the one that the first input starts.</summary>
    public required string? Instance { get; init; }

    /// <summary>Inputs of which nothing is expected.</summary>
    public required ImmutableArray<JsonObject> Given { get; init; }

    /// <summary>Inputs, each with what must come of it as <c>then</c>.</summary>
    public required ImmutableArray<JsonObject> Steps { get; init; }
}
