namespace Patchlog.Commands;

/// <summary>A decided command in the queue of its tenant, and the lane that hears of its end.</summary>
readonly record struct BatchEntry(PendingCommand Pending, Lane Lane);
