using Patchlog.Json;
using Patchlog.Json.Schema;

namespace Patchlog.Bundles;

/// <summary>What a bundle says about one custom command of a type. Immutable.</summary>
/// <param name="Name">The command.</param>
public sealed record CommandDefinition(string Name)
{
    /// <summary>What its body must satisfy; null if it may be any object or array, or missing.</summary>
    public JsonSchema? Arguments { get; init; }

    /// <summary>That schema as it was written, for contracts; null without one.</summary>
    public JsonValue? ArgumentsDocument { get; init; }

    /// <summary>The codes with which its handler rejects it, as far as they can be read of it.</summary>
    public CommandRejections Rejections { get; init; } = CommandRejections.Unknown;

    /// <summary>What decides it; null if there is nothing: the server refuses a command that has no handler.</summary>
    public BundleScript? Handler { get; init; }
}
