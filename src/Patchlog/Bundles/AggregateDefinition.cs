using System.Collections.Immutable;
using Patchlog.Json;
using Patchlog.Json.Schema;

namespace Patchlog.Bundles;

/// <summary>What a bundle says about one type of aggregates. Immutable.</summary>
/// <param name="Name">The type.</param>
public sealed record AggregateDefinition(TargetName Name)
{
    /// <summary>What its documents must satisfy; null if they may be any objects.</summary>
    public JsonSchema? Schema { get; init; }

    /// <summary>The schema as it was written, for contracts; null without one.</summary>
    public JsonValue? SchemaDocument { get; init; }

    /// <summary>
    /// The members, or groups of them, in which no two living aggregates of the type may have the same values.
    /// </summary>
    public ImmutableArray<UniquePaths> UniqueKeys { get; init; } = [];

    /// <summary>Its custom commands, in ordinal order of their names.</summary>
    public ImmutableArray<CommandDefinition> Commands { get; init; } = [];

    /// <summary>What decides generic commands of the type in place of the server.</summary>
    public ImmutableDictionary<CommandType, BundleScript> Overrides { get; init; } =
        ImmutableDictionary<CommandType, BundleScript>.Empty;

    /// <summary>
    /// What names the other aggregates that a decision about one of the type rests on; null if none does.
    /// </summary>
    public BundleScript? Reads { get; init; }

    /// <summary>The rules that judge commands for aggregates of the type; null without any of its own.</summary>
    public RuleFile? Rules { get; init; }

    /// <summary>What the bundle says about a custom command; null if it says nothing.</summary>
    public CommandDefinition? FindCommand(string name)
    {
        foreach (var command in Commands)
        {
            if (command.Name == name)
                return command;
        }

        return null;
    }
}
