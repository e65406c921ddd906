namespace Patchlog.Journal;

/// <summary>Why an entry is <see cref="AppendedEntry.NotUnique"/>.</summary>
/// <param name="Entry">The index of the entry in its batch.</param>
/// <param name="Declaration">What would no longer be unique.</param>
/// <param name="Holder">The living document that has the values already.</param>
readonly record struct UniqueViolation(int Entry, UniqueDeclaration Declaration, AggregateId Holder);
