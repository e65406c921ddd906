namespace Patchlog.Journal;

/// <summary>The head of a tenant, as the database says.</summary>
/// <param name="Head">The head.</param>
/// <param name="IsGone">
/// True if the database no longer has the head that was known before: it lost its end, and whatever rests on that is
/// void.
/// </param>
readonly record struct FoundHead(Head Head, bool IsGone);
