using Patchlog.Json;

namespace Patchlog.Trying;

/// <summary>Something that is not as a case expects it. Immutable.</summary>
/// <param name="Pointer">JSON Pointer (RFC 6901) of the place in the case.</param>
/// <param name="Detail">A sentence for people.</param>
/// <param name="Expected">What is expected there; null for nothing.</param>
/// <param name="Actual">What is there; null for nothing.</param>
public sealed record CaseDifference(string Pointer, string Detail, JsonValue? Expected, JsonValue? Actual);
