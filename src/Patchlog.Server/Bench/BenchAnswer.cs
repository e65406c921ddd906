namespace Patchlog.Server.Bench;

/// <summary>The answer to the request in a slot.</summary>
/// <param name="Slot">The slot of its connection that waited for it.</param>
/// <param name="Refusal">The problem code of a refusal; null for a success.</param>
readonly record struct BenchAnswer(int Slot, string? Refusal);
