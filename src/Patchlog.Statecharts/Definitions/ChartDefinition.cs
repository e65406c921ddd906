using System.Collections.Frozen;
using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Statecharts.Definitions;

/// <summary>A definition that was read without a fault. Immutable.</summary>
sealed class ChartDefinition
{
    public required string Id { get; init; }

    public required string? Version { get; init; }

    public required JsonObject Document { get; init; }

    /// <summary>All states in document order, the root first.</summary>
    public required ImmutableArray<StateNode> States { get; init; }

    /// <summary>States by their id.</summary>
    public required FrozenDictionary<string, StateNode> ById { get; init; }

    /// <summary>States by their path, without the root.</summary>
    public required FrozenDictionary<string, StateNode> ByPath { get; init; }

    public required JsonObject Context { get; init; }

    public required ImmutableArray<StartRule> Starts { get; init; }

    public required ImmutableArray<CorrelationRule> Correlations { get; init; }

    /// <summary>What undoes commands, by where the command's action or invocation stands.</summary>
    public required FrozenDictionary<string, CommandTemplate> Compensations { get; init; }

    /// <summary>Whether an event from outside could be taken by any transition.</summary>
    public required EventDescriptors Taken { get; init; }

    public StateNode Root => States[0];
}
