using Patchlog.Server.Tests.Harness;

namespace Patchlog.Server.Tests.Contracts.Provoking;

/// <summary>The server itself, its contracts, and the opening of a socket.</summary>
static class ServerExercises
{
    public static IReadOnlyList<Exercise> All { get; } =
    [
        new("openWebSocket", "101", Upgrade)
        {
            Others =
            [
                ("foreign-origin", scene => Upgrade(scene).With("Origin", "https://evil.example")),
                ("upgrade-required", scene => scene.Root.Get("/ws")),
                .. Spoilings.OfReads.Select(way => (way.Answer, (Func<Scene, Request>)(scene => way.Spoil(scene.Root.Get("/ws"))))),
            ],
        },
        Page("home", "/", "application/json") with
        {
            Others = [("302", scene => scene.Root.Get("/").With("Accept", "text/html, */*;q=0.8"))],
        },
        Page("health", "/healthz", "application/json"),
        Page("ready", "/readyz", "application/json") with
        {
            Others =
            [
                ("200 application/json", scene => scene.Root.Get("/readyz?verbose")),
                ("invalid-request", scene => scene.Root.Get("/readyz?loud")),
            ],
        },
        new("getBundle", "200 application/json", scene => scene.Api.Get("/bundle"))
        {
            Others = [("invalid-request", scene => scene.Api.Get("/bundle?all"))],
            Spoilings = Spoilings.OfReads,
        },
        new("receiveGitHubHook", "route-not-found", scene => scene.Root.Post("/hooks/github", "{}"))
        {
            Others = [("invalid-request", scene => scene.Root.Post("/hooks/github?event=push", "{}"))],
            Spoilings = Spoilings.OfPosts,
        },
        Page("openApi", "/openapi.json", "application/json"),
        Page("asyncApi", "/asyncapi.json", "application/json"),
        Page("docs", "/docs", "text/html") with
        {
            Others = [("304", scene => scene.Root.Get("/docs").With("If-None-Match", "*"))],
        },
        Page("docsFile", "/docs/docs.js", "text/javascript") with
        {
            Others =
            [
                ("200 text/javascript", scene => scene.Root.Get("/docs/swagger-ui-bundle.js").With("Accept-Encoding", "gzip")),
                ("200 text/css", scene => scene.Root.Get("/docs/swagger-ui.css")),
                ("200 image/png", scene => scene.Root.Get("/docs/favicon.png")),
                ("304", scene => scene.Root.Get("/docs/docs.js").With("If-None-Match", "*")),
                ("route-not-found", scene => scene.Root.Get("/docs/none.js")),
            ],
        },
        Page("schema", "/schemas/command.json", "application/schema+json") with
        {
            Others =
            [
                ("200 application/schema+json", scene => scene.Root.Get("/schemas/json-patch.json")),
                ("304", scene => scene.Root.Get("/schemas/command.json").With("If-None-Match", "*")),
                ("route-not-found", scene => scene.Root.Get("/schemas/none.json")),
            ],
        },
    ];

    static Exercise Page(string operation, string path, string mediaType) =>
        new(operation, $"200 {mediaType}", scene => scene.Root.Get(path)) { Spoilings = Spoilings.OfReads };

    // RFC 6455 §4.1; the key is that of the RFC's own example.
    static Request Upgrade(Scene scene) => scene.Root.Get("/ws")
        .With("Connection", "Upgrade").With("Upgrade", "websocket")
        .With("Sec-WebSocket-Version", "13").With("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
}
