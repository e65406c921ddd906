using System.Collections.Immutable;

namespace Patchlog.Describing;

/// <summary>How the definitions of a contract are called, and how they refer to each other. Immutable.</summary>
/// <param name="Place">What stands before a name in a reference, such as <c>#/components/schemas/</c>.</param>
/// <param name="NameOf">
/// Makes a name of words, such as those of a type and a command. Two lists of words may have one name: the second
/// definition then gets a number at its end.
/// </param>
public sealed record DefinitionStyle(string Place, Func<ImmutableArray<string>, string> NameOf);
