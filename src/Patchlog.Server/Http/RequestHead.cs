using Microsoft.AspNetCore.Http.Features;

namespace Patchlog.Server.Http;

/// <summary>
/// Answers requests whose address or headers are too long with a problem (RFC 9110 §15.5.15, RFC 6585 §5). The web
/// server has room for twice as much; what is longer still it refuses without a body, and closes the connection.
/// </summary>
static class RequestHead
{
    // The colon, the space and the end of the line of a header.
    const int BytesBetween = 4;

    /// <summary>Sets the bounds of the web server itself.</summary>
    public static void Bound(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerLimits limits)
    {
        limits.MaxRequestLineSize = 2 * HttpLimits.MaxAddressBytes;
        limits.MaxRequestHeadersTotalSize = 2 * HttpLimits.MaxHeaderBytes;
        limits.Http2.MaxRequestHeaderFieldSize = 2 * HttpLimits.MaxHeaderBytes;
    }

    /// <summary>Puts the check before everything that follows.</summary>
    public static void Map(WebApplication app) => app.Use(static (context, next) =>
        FindProblem(context) is { } problem ? ReplyWriter.WriteAsync(context, problem) : next(context));

    static Problem? FindProblem(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestFeature>()?.RawTarget.Length > HttpLimits.MaxAddressBytes)
        {
            return new(ProblemCode.UriTooLong,
                $"An address has at most {HttpLimits.MaxAddressBytes} bytes; a query that is longer can be sent to "
                + "/search as JSON.");
        }

        var bytes = 0;
        foreach (var (name, values) in context.Request.Headers)
            foreach (var value in values)
                bytes += name.Length + BytesBetween + (value?.Length ?? 0);

        return bytes > HttpLimits.MaxHeaderBytes
            ? new(ProblemCode.HeadersTooLarge, $"The headers have at most {HttpLimits.MaxHeaderBytes} bytes in all.")
            : null;
    }
}
