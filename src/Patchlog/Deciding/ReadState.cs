namespace Patchlog.Deciding;

/// <summary>Another aggregate that a decision rests on, as it was read.</summary>
/// <param name="Key">The aggregate.</param>
/// <param name="State">Its committed state; <see cref="AggregateState.None"/> if there has never been one.</param>
readonly record struct ReadState(AggregateKey Key, AggregateState State);
