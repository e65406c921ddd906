using System.Collections.Immutable;

namespace Patchlog.Processes;

/// <summary>What came of moving the instances of a process to another definition. Immutable.</summary>
/// <param name="Moved">How many were moved, or would be.</param>
/// <param name="Current">How many have that definition already.</param>
/// <param name="Refused">Those that can't be moved, and why; they go on under the definition that they have.</param>
public sealed record MigrationReport(
    int Moved, int Current, ImmutableArray<(AggregateId Instance, Problem Why)> Refused);
