using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http.Features;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>
/// Keeps foreign web pages out. A browser lets any page open a WebSocket and send simple requests to any address that
/// it can reach, this one included; but it names the origin of the page in <c>Origin</c> (RFC 6454 §7). The pages of
/// listed origins are let in, and the browser is told so (https://fetch.spec.whatwg.org/#http-cors-protocol).
/// </summary>
/// <param name="allowed">Origins that are let in beside the server's own host, in lower case; <c>*</c> for all.</param>
/// <param name="logger">Hears of each origin that is refused, once.</param>
sealed partial class OriginGuard(IReadOnlyList<string> allowed, ILogger logger)
{
    // The headers that a client needs beside the body.
    const string Exposed =
        "ETag, Location, Link, Retry-After, Patchlog-Command-Id, Patchlog-Position, Patchlog-Duplicate, Patchlog-Stale";

    // How long a browser may remember the answer to a preflight request, in seconds: the most that browsers allow.
    const string PreflightSeconds = "7200";

    readonly ConcurrentDictionary<string, bool> _refused = new(StringComparer.Ordinal);

    /// <summary>Puts the guard before everything that follows.</summary>
    public void Map(WebApplication app) => app.Use(async (context, next) =>
    {
        if (allowed.Count > 0)
            TellBrowser(context);

        if ((MayChange(context) || AsksForSocket(context.Request)) && IsForeign(context.Request))
            await RefuseAsync(context);
        else
            await next(context);
    });

    /// <summary>
    /// Every page may read that it is refused, and why: it learns nothing that it did not say itself, and a browser
    /// tells it no more of a WebSocket than that there is none.
    /// </summary>
    async Task RefuseAsync(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length > OriginLimits.MaxLoggedLength)
            origin = origin[..OriginLimits.MaxLoggedLength];

        if (_refused.Count < OriginLimits.MaxLogged && _refused.TryAdd(origin, true))
            LogRefused(logger, origin, context.Request.Host.ToString());

        context.Response.Headers.AccessControlAllowOrigin = "*";
        await ReplyWriter.WriteAsync(context, Foreign(context.Request));
    }

    /// <summary>
    /// Tells whether the page may see the answer and, before a request that may change something, send it.
    /// </summary>
    void TellBrowser(HttpContext context)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        headers.Vary = "Origin";

        if (request.Headers.Origin is not [{ } origin] || !IsListed(origin))
            return;

        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders = Exposed;
        if (!HttpMethods.IsOptions(request.Method) || request.Headers.AccessControlRequestMethod.Count == 0)
            return;

        headers.AccessControlAllowMethods = "GET, HEAD, POST, PUT, PATCH, DELETE";
        headers.AccessControlAllowHeaders = request.Headers.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = PreflightSeconds;
    }

    // The browser itself keeps answers from a page that is not listed.
    static bool MayChange(HttpContext context) =>
        !SafeMethods.Contains(context.Request.Method)
        || context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };

    // A page whose WebSocket was refused asks so for the reason.
    static bool AsksForSocket(HttpRequest request) => request.Path == "/ws" && HttpMethods.IsGet(request.Method);

    static Problem Foreign(HttpRequest request) => new(ProblemCode.ForeignOrigin,
        $"A page of {request.Headers.Origin} may not use {request.Host}; see ALLOWED_ORIGINS.");

    bool IsForeign(HttpRequest request)
    {
        var header = request.Headers.Origin;
        if (header.Count == 0 || allowed.Contains("*"))
            return false;

        return header.Count > 1 || header[0] is not { } origin || !(IsListed(origin) || IsOf(request.Host, origin));
    }

    bool IsListed(string origin) => allowed.Contains("*") || allowed.Contains(origin.ToLowerInvariant());

    // The scheme does not count: a proxy may have taken TLS off. A port left out is the one of the origin's scheme.
    static bool IsOf(HostString host, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && page is { Scheme: "http" or "https" }
        && page.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase)
        && page.Port == (host.Port ?? (page.IsDefaultPort ? page.Port : -1));

    [LoggerMessage(2010, LogLevel.Warning,
        "A page of {Origin} was refused at {Host}. If it is yours, list its origin in ALLOWED_ORIGINS.")]
    static partial void LogRefused(ILogger logger, string origin, string host);
}
