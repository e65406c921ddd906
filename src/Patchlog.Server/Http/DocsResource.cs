using System.IO.Compression;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace Patchlog.Server.Http;

/// <summary>
/// <c>/docs</c>: <c>/openapi.json</c> for people. The page is ours; what draws it is Swagger UI, out of a package that
/// carries it, and is not touched before somebody asks. The page may load nothing from elsewhere.
/// </summary>
static class DocsResource
{
    const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    static readonly Dictionary<string, string> MediaTypes = new(StringComparer.Ordinal)
    {
        ["docs.js"] = "text/javascript; charset=utf-8",
        ["swagger-ui-bundle.js"] = "text/javascript; charset=utf-8",
        ["swagger-ui.css"] = "text/css; charset=utf-8",
        ["favicon.png"] = "image/png",
    };

    /// <summary>The names under <c>/docs/</c>.</summary>
    public static IReadOnlyCollection<string> Files => MediaTypes.Keys;

    public static Task<Reply> PageAsync(HttpContext _)
    {
        var page = Resources.Read("docs/docs.html");
        return Task.FromResult(new Reply(StatusCodes.Status200OK)
        {
            MediaType = "text/html; charset=utf-8",
            Headers = [("Content-Security-Policy", Policy)],
            Body = writer => writer.Raw(page),
        });
    }

    public static Task<Reply> FileAsync(HttpContext context)
    {
        var name = RouteNames.Segment(context, "file");
        if (!MediaTypes.TryGetValue(name, out var mediaType))
            return Task.FromResult(RouteNames.NoRoute(context));
        List<(string, string)> headers = [("Vary", "Accept-Encoding")];
        var isCompressed = name != "docs.js" && TakesGzip(context.Request);
        if (isCompressed)
            headers.Add(("Content-Encoding", "gzip"));
        var bytes = name == "docs.js" ? Resources.Read("docs/docs.js")
            : isCompressed ? ReadCompressed(name) : Decompressed(ReadCompressed(name));
        return Task.FromResult(new Reply(StatusCodes.Status200OK)
        {
            MediaType = mediaType,
            Headers = headers,
            Body = writer => writer.Raw(bytes),
        });
    }

    static bool TakesGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(coding => coding.Value == "gzip" && coding.Quality != 0);

    // The package keeps its files compressed.
    static byte[] ReadCompressed(string name)
    {
        var file = name == "favicon.png" ? "favicon-32x32.png" : name;
        using var stream = typeof(SwaggerUIOptions).Assembly.GetManifestResourceStream(
            $"Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.{file}")
            ?? throw new InvalidOperationException($"The package of Swagger UI has no {file}.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    static byte[] Decompressed(byte[] bytes)
    {
        using var stream = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
