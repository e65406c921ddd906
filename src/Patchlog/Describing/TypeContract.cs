using System.Collections.Immutable;

namespace Patchlog.Describing;

/// <summary>What a contract says of one type. Immutable.</summary>
/// <param name="Name">The type.</param>
/// <param name="Document">The definition of its documents; null if they may be any objects.</param>
/// <param name="Commands">Its custom commands that have a handler, in ordinal order of their names.</param>
public sealed record TypeContract(TargetName Name, string? Document, ImmutableArray<CommandContract> Commands);
