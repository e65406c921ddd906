namespace Patchlog.Journal;

/// <summary>A durable subscription as it is kept, among others.</summary>
/// <param name="Tenant">The tenant whose events it follows.</param>
/// <param name="Name">The subscription's name.</param>
/// <param name="Document">JSON.</param>
/// <param name="Now">The database's clock.</param>
readonly record struct ListedDurableSubscription(Tenant Tenant, string Name, byte[] Document, DateTimeOffset Now);
