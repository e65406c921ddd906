using Patchlog.Bundles;

namespace Patchlog.Describing;

/// <summary>What a contract says of one custom command. Immutable.</summary>
/// <param name="Name">The command.</param>
/// <param name="Arguments">The definition of its body; null if the bundle says nothing about it.</param>
/// <param name="Rejections">The codes with which it may be rejected.</param>
public sealed record CommandContract(string Name, string? Arguments, CommandRejections Rejections);
