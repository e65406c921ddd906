using Patchlog.Json;
using Patchlog.Json.Schema;

namespace Patchlog.Bundles;

/// <summary>What a bundle says about one custom command of a type. Immutable.</summary>
/// <param name="Name">The command.</param>
/// <param name="Arguments">What its body must satisfy.</param>
/// <param name="ArgumentsDocument">That schema as it was written, for contracts.</param>
public sealed record CommandDefinition(string Name, JsonSchema Arguments, JsonValue ArgumentsDocument)
{
    /// <summary>Whether the bundle has what decides it. The server refuses a command that has no handler.</summary>
    public bool HasHandler { get; init; }
}
