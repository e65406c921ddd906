namespace Patchlog.Journal;

/// <summary>Something that is declared to be unique.</summary>
/// <param name="Declaration">What is unique.</param>
/// <param name="IsEnforced">
/// False while keys are built or removed, and after a run that was interrupted: declare it again then, or drop it.
/// </param>
/// <param name="IsOfBundle">Whether it is dropped when no bundle in use names it: no operator asked for it.</param>
public sealed record DeclaredUniqueness(UniqueDeclaration Declaration, bool IsEnforced, bool IsOfBundle);
