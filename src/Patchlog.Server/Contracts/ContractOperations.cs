using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>The contracts themselves, and the page that shows them.</summary>
static class ContractOperations
{
    const string Tag = "Contracts";

    static readonly Parameter IfNoneMatch = new(
        Place.Header, "If-None-Match", "EntityTags", "The file is sent only if it is none of these.");

    static readonly IReadOnlyList<ResponseHeader> OfFiles =
    [
        Shared.CacheControl,
        new("ETag", "Text", "Names the content of the file.", IsAlways: true),
        new("Vary", "Text", "`Accept-Encoding`", IsAlways: true),
        new("Content-Encoding", "Text", "`gzip`, if the client accepts it."),
        new("Content-Security-Policy", "Text", "Forbids to load anything from elsewhere.", IsAlways: true),
    ];

    static readonly Response Unchanged =
        new(304, "The file is still the one that the client has.") { Headers = OfFiles };

    public static Operation OpenApi { get; } = new("openApi", Tag, "Describe every route: this document (OpenAPI 3.1)")
    {
        Gives = [Json("The document.", "OpenApi")],
    };

    public static Operation AsyncApi { get; } =
        new("asyncApi", Tag, "Describe every frame of the WebSocket (AsyncAPI 3.0)")
        {
            Gives = [Json("The document.", "AsyncApi")],
        };

    public static Operation Docs { get; } = new("docs", Tag, "Show this document, to read and to try out")
    {
        Parameters = [IfNoneMatch],
        Gives =
        [
            new(200, "The page. It loads nothing from elsewhere.", new Content(MediaTypes.Html, "Text"))
            {
                Headers = OfFiles,
            },
            Unchanged,
        ],
    };

    /// <summary>The parts of the page.</summary>
    /// <param name="files">Their names.</param>
    public static Operation DocsFile(IReadOnlyCollection<string> files) =>
        new("docsFile", Tag, "Read a part of the page")
        {
            Parameters = [NameOf("file", files), IfNoneMatch],
            Gives =
        [
            new(200, "The file.",
                new Content(MediaTypes.JavaScript, "Text"), new Content(MediaTypes.Css, "Text"),
                new Content(MediaTypes.Png, "Text"))
            {
                Headers = OfFiles,
            },
            Unchanged,
        ],
            Problems = [ProblemCode.RouteNotFound],
        };

    /// <summary>The published schemas.</summary>
    /// <param name="files">Their names.</param>
    public static Operation Schema(IReadOnlyCollection<string> files) =>
        new("schema", Tag, "Read a schema of commands")
        {
            Parameters = [NameOf("name", files), IfNoneMatch],
            Gives =
        [
            new(200, "The schema (draft 2020-12).", new Content(MediaTypes.JsonSchema, "SchemaDocument"))
            {
                Headers = OfFiles,
            },
            Unchanged,
        ],
            Problems = [ProblemCode.RouteNotFound],
        };

    static Parameter NameOf(string parameter, IReadOnlyCollection<string> files) =>
        new(Place.Path, parameter, "Text", "The name of the file.") { IsRequired = true, Values = files };

    static Response Json(string description, string schema) =>
        new(200, description, new Content(MediaTypes.Json, schema)) { Headers = [Shared.CacheControl] };
}
