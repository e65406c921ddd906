using Microsoft.AspNetCore.Http.Features;

namespace Patchlog.Server.Http;

/// <summary>
/// Keeps the web pages of others out. A browser lets any page open a WebSocket to, and send simple requests at, any
/// address it can reach, this one included; but it says in <c>Origin</c> (RFC 6454 §7) whose page it is.
/// </summary>
/// <param name="allowed">Origins that may come beside the host asked for, in lower case; <c>*</c> stands for all.</param>
sealed class OriginGuard(IReadOnlyList<string> allowed)
{
    public void Map(WebApplication app) => app.Use(async (context, next) =>
    {
        if (MayChange(context) && IsForeign(context.Request))
            await Resource.WriteAsync(context, Reply.Of(ProblemCode.ForeignOrigin,
                $"A page of {context.Request.Headers.Origin} is not of {context.Request.Host}; see ALLOWED_ORIGINS."));
        else
            await next(context);
    });

    // What a page may read is for the browser to keep from it: nothing here allows it to (no CORS headers).
    static bool MayChange(HttpContext context) =>
        !Resource.IsSafe(context.Request.Method)
        || context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };

    bool IsForeign(HttpRequest request)
    {
        var header = request.Headers.Origin;
        if (header.Count == 0 || allowed.Contains("*"))
            return false;
        return header.Count > 1 || header[0] is not { } origin
            || !(allowed.Contains(origin.ToLowerInvariant()) || IsOf(request.Host, origin));
    }

    // The scheme does not count: a proxy may have taken TLS off. A port left out is the one of the origin's scheme.
    static bool IsOf(HostString host, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && page is { Scheme: "http" or "https" }
        && page.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase)
        && page.Port == (host.Port ?? (page.IsDefaultPort ? page.Port : -1));
}
