namespace Patchlog.Checking;

/// <summary>How far a check of stored documents is.</summary>
/// <param name="Tenant">The tenant that is looked at.</param>
/// <param name="TargetName">The type that is looked at.</param>
/// <param name="Documents">Documents that were looked at so far, of all tenants and types.</param>
public readonly record struct CheckProgress(Tenant Tenant, TargetName TargetName, long Documents);
