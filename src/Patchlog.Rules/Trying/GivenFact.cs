using Patchlog.Json;

namespace Patchlog.Rules.Trying;

/// <summary>A fact that a file gives to a run. Immutable.</summary>
/// <param name="Type">The name of its type, which the rules define or which is built in.</param>
/// <param name="Value">What its constructor is given.</param>
/// <param name="Place">Where it stands in the file.</param>
public sealed record GivenFact(string Type, JsonValue Value, JsonPointer Place);
