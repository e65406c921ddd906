using System.Text;
using Patchlog.Server.Wire;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace Patchlog.Server.Pages;

/// <summary>
/// <c>/docs</c>: <c>/openapi.json</c> for people. The page is ours; Swagger UI draws it, which comes from a package.
/// The page may load nothing from elsewhere.
/// </summary>
static class Documentation
{
    // Swagger UI sets styles on its elements, and has its images in them.
    const string SecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The page, which refers to files at a path that begins so.</summary>
    public static EmbeddedFile PageAt(string prefix) => new(
        $"{MediaTypes.Html}; charset=utf-8",
        () => Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(Resources.Read("docs/docs.html"))
                .Replace("\"/docs/", $"\"{prefix}/docs/", StringComparison.Ordinal)),
        isCompressed: false, SecurityPolicy);

    /// <summary>The files that the page refers to, by their names under <c>/docs/</c>.</summary>
    public static EmbeddedFolder Files { get; } = new(new Dictionary<string, EmbeddedFile>(StringComparer.Ordinal)
    {
        ["docs.js"] = OfPatchlog("docs.js", $"{MediaTypes.JavaScript}; charset=utf-8"),
        ["swagger-ui-bundle.js"] = Drawing("swagger-ui-bundle.js", $"{MediaTypes.JavaScript}; charset=utf-8"),
        ["swagger-ui.css"] = Drawing("swagger-ui.css", $"{MediaTypes.Css}; charset=utf-8"),
        ["favicon.png"] = Drawing("favicon-32x32.png", MediaTypes.Png),
    });

    static EmbeddedFile OfPatchlog(string name, string mediaType) =>
        new(mediaType, () => Resources.Read($"docs/{name}"), isCompressed: false, SecurityPolicy);

    // The package keeps its files compressed.
    static EmbeddedFile Drawing(string name, string mediaType) => new(
        mediaType,
        () => Resources.Read(
            typeof(SwaggerUIOptions).Assembly, $"Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.{name}"),
        isCompressed: true, SecurityPolicy);
}
