namespace Patchlog.Statecharts.Snapshots;

/// <summary>A command whose outcome is awaited. Immutable.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Number">Its number; 0 while an invocation waits for its next attempt.</param>
/// <param name="State">The index of the state that invoked it; −1 where no state did.</param>
/// <param name="Origin">
/// The invocation's id; of what can be undone, where in the definition it stands; of a compensation, nothing.
/// </param>
/// <param name="Entry">The entry of the state that invoked it; that of the timer since it was refused.</param>
/// <param name="Failures">How many attempts have failed.</param>
sealed record AwaitedCommand(
    AwaitedKind Kind, long Number, int State = -1, string Origin = "", long Entry = 0, int Failures = 0);
