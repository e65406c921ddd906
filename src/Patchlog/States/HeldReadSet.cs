using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Patchlog.States;

/// <summary>
/// The states that one decision rests on beside its own, with the room that is counted for them while they are in use:
/// to be disposed when they are used no more. For one caller.
/// </summary>
sealed class HeldReadSet : IDisposable
{
    Action? _release;

    /// <param name="release">Gives the room back.</param>
    public HeldReadSet(Action release) => _release = release;

    /// <summary>The states by aggregate; null if they are too large together.</summary>
    public FrozenDictionary<AggregateKey, AggregateState>? States { get; init; }

    /// <summary>The versions that they are at, whether or not they could be loaded.</summary>
    public required ImmutableArray<Condition> Versions { get; init; }

    /// <summary>Bytes of their texts.</summary>
    public required long Bytes { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _release?.Invoke();
        _release = null;
    }
}
