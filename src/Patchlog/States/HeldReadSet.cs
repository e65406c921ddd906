using System.Collections.Immutable;

namespace Patchlog.States;

/// <summary>
/// The states that one decision rests on beside its own, with the room that is counted for them while they are in use:
/// to be disposed when they are used no more. For one caller.
/// </summary>
sealed class HeldReadSet : IDisposable
{
    Action? _release;

    /// <param name="states">In the order they were asked for; null if they are too large together.</param>
    /// <param name="bytes">Bytes of their texts.</param>
    /// <param name="release">Gives the room back.</param>
    public HeldReadSet(ImmutableArray<AggregateState>? states, long bytes, Action release) =>
        (States, Bytes, _release) = (states, bytes, release);

    /// <summary>The states; null if they are too large together.</summary>
    public ImmutableArray<AggregateState>? States { get; }

    /// <summary>Bytes of their texts.</summary>
    public long Bytes { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _release?.Invoke();
        _release = null;
    }
}
