using Patchlog.Server.Http;

namespace Patchlog.Server.Contracts;

/// <summary>Which problems an operation can answer with, and the headers that come with them.</summary>
static class ProblemAnswers
{
    static readonly ResponseHeader RetryAfter = new("Retry-After", "WholeNumber", "Seconds to wait.", IsAlways: true);
    static readonly ResponseHeader Upgrade = new("Upgrade", "Text", "`websocket`", IsAlways: true);
    static readonly ResponseHeader AcceptPost = new("Accept-Post", "Text", "What can be posted here.");
    static readonly ResponseHeader AcceptPatch = new("Accept-Patch", "Text", "Which kinds of patch there are.");
    static readonly ResponseHeader Stale = new("Patchlog-Stale", "True", "Present if the database is away.");

    /// <summary>All codes of an operation by their status: its own, and those that every route has.</summary>
    public static IEnumerable<IGrouping<int, ProblemCode>> Of(string method, Operation operation)
    {
        IEnumerable<ProblemCode> everywhere = Resource.IsSafe(method)
            ? [ProblemCode.NotAcceptable, ProblemCode.Internal]
            : [ProblemCode.NotAcceptable, ProblemCode.Internal, ProblemCode.ForeignOrigin];
        return operation.Problems.Concat(everywhere).Distinct()
            .GroupBy(code => code.Status).OrderBy(codes => codes.Key);
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
