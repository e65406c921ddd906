namespace Patchlog.Server.Wire;

/// <summary>
/// The path at which a proxy offers the server, such as <c>/patchlog</c>; the proxy takes it off or not. What the
/// server says of its own addresses begins with it.
/// </summary>
static class PathPrefix
{
    // A path that the proxy has shortened must not look like one that begins with the prefix.
    static readonly string[] Reserved =
        ["v1", "ws", "healthz", "readyz", "hooks", "openapi.json", "asyncapi.json", "docs", "schemas"];

    /// <summary>
    /// Whether a text can be a prefix: empty for none, else segments of letters, digits and <c>-._~</c>.
    /// </summary>
    public static bool IsValid(string text) =>
        text.Length == 0
        || (text[0] == '/' && text[1..].Split('/') is var segments
            && Array.TrueForAll(segments, IsSegment) && !Reserved.Contains(segments[0]));

    /// <summary>Takes the prefix off the paths of requests, before they are routed.</summary>
    public static void Map(WebApplication app, string prefix)
    {
        if (prefix.Length == 0)
            return;

        app.Use((context, next) =>
        {
            var request = context.Request;
            if (request.Path.StartsWithSegments(prefix, StringComparison.Ordinal, out var rest))
                request.Path = rest.HasValue ? rest : "/";

            request.PathBase = prefix;
            return next(context);
        });

        // Else requests would be routed before this.
        app.UseRouting();
    }

    // RFC 3986 §2.3: what needs no escape. Dots alone mean another folder.
    static bool IsSegment(string text) =>
        text.Trim('.').Length > 0
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~');
}
