using Patchlog.Journal;

namespace Patchlog.Activating;

/// <summary>
/// What the active bundle names as unique and can't be, and when it is tried again: each try reads all documents. Used
/// by one caller at a time.
/// </summary>
/// <param name="time">The clock of the pauses.</param>
sealed class Refusals(TimeProvider time)
{
    readonly Dictionary<UniqueDeclaration, Refusal> _refusals = [];

    /// <summary>Whether it is too early to try again.</summary>
    public bool IsHeldBack(UniqueDeclaration declaration) =>
        _refusals.TryGetValue(declaration, out var refusal) && time.GetElapsedTime(refusal.Since) < refusal.Pause;

    /// <summary>Why a declaration was refused last; empty if it was not.</summary>
    public IReadOnlyList<ActivationFault> FaultsOf(UniqueDeclaration declaration) =>
        _refusals.TryGetValue(declaration, out var refusal) ? refusal.Faults : [];

    /// <summary>Holds a declaration back, for longer each time.</summary>
    public void Add(UniqueDeclaration declaration, IReadOnlyList<ActivationFault> faults)
    {
        var before = _refusals.GetValueOrDefault(declaration)?.Pause ?? TimeSpan.Zero;
        _refusals[declaration] = new(faults, time.GetTimestamp(), ActivationLimits.Lengthen(before));
    }

    /// <summary>Forgets all but these.</summary>
    public void Retain(IReadOnlyCollection<UniqueDeclaration> missing)
    {
        foreach (var declaration in _refusals.Keys.Except(missing).ToList())
            _refusals.Remove(declaration);
    }

    sealed record Refusal(IReadOnlyList<ActivationFault> Faults, long Since, TimeSpan Pause);
}
