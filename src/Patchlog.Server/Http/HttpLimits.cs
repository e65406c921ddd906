namespace Patchlog.Server.Http;

/// <summary>Bounds of what HTTP carries beside bodies.</summary>
static class HttpLimits
{
    /// <summary>
    /// The longest address in a <c>Link</c>, in characters: proxies have 4 KiB for all headers of an answer.
    /// </summary>
    public const int MaxLinkLength = 1024;
}
