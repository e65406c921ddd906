namespace Patchlog.Journal;

/// <summary>The question for the head of a tenant.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Known">
/// The head that was known before, of which is to be said whether it is still there; <see cref="Head.Start"/> for none.
/// </param>
readonly record struct TenantHead(Tenant Tenant, Head Known);
