namespace Patchlog.Bundles;

/// <summary>Artifacts as a source had them at one moment. Immutable.</summary>
/// <param name="Files">The artifacts.</param>
/// <param name="Commit">The commit they belong to, as the source names it; null where there are none.</param>
public sealed record FetchedBundle(BundleFiles Files, string? Commit);
