using System.Collections.Immutable;

namespace Patchlog.Journal;

/// <summary>What the database's settings promise.</summary>
/// <param name="Warnings">
/// One sentence for each setting by which an acknowledged append could be lost; empty if there is no such setting.
/// </param>
sealed record Durability(ImmutableArray<string> Warnings);
