namespace Patchlog.Journal;

/// <summary>A durable subscription as it is kept.</summary>
/// <param name="Revision">
/// Grows with each change, from the time on at which the subscription was made; 0 if there is none of that name.
/// </param>
/// <param name="Document">JSON; null if there is none.</param>
/// <param name="Now">The database's clock.</param>
readonly record struct StoredDurableSubscription(long Revision, byte[]? Document, DateTimeOffset Now);
