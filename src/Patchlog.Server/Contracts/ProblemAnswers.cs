using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>The problems that an operation can answer with, and the headers that come with them.</summary>
static class ProblemAnswers
{
    static readonly ResponseHeader RetryAfter =
        new("Retry-After", "WholeNumber", "How many seconds to wait.", IsAlways: true);

    static readonly ResponseHeader Upgrade = new("Upgrade", "Text", "`websocket`", IsAlways: true);
    static readonly ResponseHeader AcceptPost = new("Accept-Post", "Text", "The media types that this route takes.");
    static readonly ResponseHeader AcceptPatch = new("Accept-Patch", "Text", "The media types of patches.");
    static readonly ResponseHeader Stale = new("Patchlog-Stale", "True", "Present if the database can't be reached.");

    /// <summary>
    /// All codes of an operation by their status: its own, those of every route, and that of its access.
    /// </summary>
    public static IEnumerable<IGrouping<int, ProblemCode>> Of(MethodDescription method)
    {
        List<ProblemCode> codes =
        [
            .. method.Operation.Problems, ProblemCode.NotAcceptable, ProblemCode.UriTooLong,
            ProblemCode.HeadersTooLarge, ProblemCode.Internal,
        ];
        // Whoever reads the database may meet what is damaged.
        if (method.Access != Access.Open && codes.Contains(ProblemCode.Unavailable))
            codes.Add(ProblemCode.JournalDamaged);
        if (!SafeMethods.Contains(method.Method))
            codes.Add(ProblemCode.ForeignOrigin);
        if (method.Access != Access.Open)
            codes.Add(ProblemCode.Forbidden);

        return codes.Distinct().GroupBy(code => code.Status).OrderBy(group => group.Key);
    }

    /// <summary>The headers of a problem with this status.</summary>
    public static IReadOnlyList<ResponseHeader> HeadersOf(string method, int status)
    {
        IReadOnlyList<ResponseHeader> own = status switch
        {
            StatusCodes.Status415UnsupportedMediaType => [HttpMethods.IsPatch(method) ? AcceptPatch : AcceptPost],
            StatusCodes.Status426UpgradeRequired => [Upgrade],
            StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => [RetryAfter],
            StatusCodes.Status404NotFound or StatusCodes.Status410Gone when HttpMethods.IsGet(method) => [Stale],
            _ => [],
        };
        return HttpMethods.IsGet(method) ? [.. own, Shared.CacheControl] : own;
    }
}
