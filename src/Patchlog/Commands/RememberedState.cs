namespace Patchlog.Commands;

/// <summary>A state, and when it was found.</summary>
/// <param name="State">The state.</param>
/// <param name="Generation">The generation of memory in which it was found; void once there is a later one.</param>
readonly record struct RememberedState(AggregateState State, int Generation);
