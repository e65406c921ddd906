namespace Patchlog.Bundles;

/// <summary>
/// What a domain has injected, compiled: immutable, and named by the digest of its content. One decision takes one
/// bundle, from its first check to its last. Safe to share between threads.
/// </summary>
sealed class Bundle
{
    /// <summary>The bundle of a server into which nothing was injected: plain documents.</summary>
    public static readonly Bundle Empty = new(digest: null);

    Bundle(string? digest) => Digest = digest;

    /// <summary>Names the bundle in every event that it judged; null for <see cref="Empty"/>.</summary>
    public string? Digest { get; }
}
