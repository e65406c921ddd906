using Patchlog.Server.Http;

namespace Patchlog.Server.Contracts;

/// <summary>The contracts themselves.</summary>
static class ContractOperations
{
    const string Tag = "Contracts";

    public static Operation OpenApi { get; } = new("openApi", Tag, "This document: every route (OpenAPI 3.1)")
    {
        Gives = [Json("The document.", "OpenApi", Shared.Json)],
    };

    public static Operation AsyncApi { get; } = new("asyncApi", Tag, "Every frame of the WebSocket (AsyncAPI 3.0)")
    {
        Gives = [Json("The document.", "AsyncApi", Shared.Json)],
    };

    public static Operation Schema { get; } = new("schema", Tag, "A schema of the intake")
    {
        Parameters = [new(Place.Path, "name", "SchemaName", "Which.") { IsRequired = true }],
        Gives = [Json("The schema (draft 2020-12).", "SchemaDocument", OperationsResource.SchemaMediaType)],
        Problems = [ProblemCode.RouteNotFound],
    };

    public static Operation Docs { get; } = new("docs", Tag, "This document, to read and to try out")
    {
        Gives =
        [
            new(200, "The page. It loads nothing from elsewhere.", new Content("text/html", "Text"))
            {
                Headers =
                [
                    Shared.CacheControl,
                    new("Content-Security-Policy", "Text", "Forbids whatever is from elsewhere.", IsAlways: true),
                ],
            },
        ],
    };

    public static Operation DocsFile { get; } = new("docsFile", Tag, "What the page is made of")
    {
        Parameters = [new(Place.Path, "file", "DocsFile", "Which.") { IsRequired = true }],
        Gives =
        [
            new(200, "The file.",
                new Content("text/javascript", "Text"), new Content("text/css", "Text"), new Content("image/png", "Text"))
            {
                Headers =
                [
                    Shared.CacheControl,
                    new("Vary", "Text", "`Accept-Encoding`", IsAlways: true),
                    new("Content-Encoding", "Text", "`gzip`, to those who take it."),
                ],
            },
        ],
        Problems = [ProblemCode.RouteNotFound],
    };

    static Response Json(string description, string schema, string mediaType) =>
        new(200, description, new Content(mediaType, schema)) { Headers = [Shared.CacheControl] };
}
