namespace Patchlog.Server.Http;

/// <summary>Bounds of what HTTP carries beside bodies.</summary>
static class HttpLimits
{
    /// <summary>
    /// The longest address in a <c>Link</c>, in characters: proxies have 4 KiB for all headers of an answer.
    /// </summary>
    public const int MaxLinkLength = 1024;

    /// <summary>
    /// How long an append may take from its time to its commit and still be seen by whoever is told a modification time
    /// afterwards: longer than one waits for a lock, and for a disk that is not about to fail.
    /// </summary>
    public static readonly TimeSpan CommitPatience = TimeSpan.FromSeconds(3);

    /// <summary>The longest address of a request, path and query as they are sent, in bytes.</summary>
    public const int MaxAddressBytes = 8 << 10;

    /// <summary>The most bytes that the headers of a request have in all.</summary>
    public const int MaxHeaderBytes = 32 << 10;
}
