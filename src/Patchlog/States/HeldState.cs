using Patchlog.Admission;

namespace Patchlog.States;

/// <summary>
/// A state with the memory that is counted for it while it is in use, which is none for a small one: to be disposed
/// when it is used no more. For one caller.
/// </summary>
public sealed class HeldState : IDisposable
{
    readonly Flow _flow;
    readonly long _bytes;
    FairGate? _gate;

    internal HeldState(AggregateState state) => State = state;

    internal HeldState(AggregateState state, FairGate gate, Flow flow, long bytes)
        : this(state) => (_gate, _flow, _bytes) = (gate, flow, bytes);

    /// <summary>The state.</summary>
    public AggregateState State { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gate?.Leave(_flow, _bytes);
        _gate = null;
    }
}
