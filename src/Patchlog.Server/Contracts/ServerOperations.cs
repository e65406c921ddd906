namespace Patchlog.Server.Contracts;

/// <summary>
/// Questions about the server itself: whether it lives, whether it is ready; and the opening of a WebSocket.
/// </summary>
static class ServerOperations
{
    const string Tag = "Server";

    static readonly ResponseHeader Vary = new("Vary", "Text", "`Accept`", IsAlways: true);

    public static Operation Socket { get; } = new("openWebSocket", "WebSocket", "Open a WebSocket (RFC 6455)")
    {
        Details =
            "[`/asyncapi.json`](/asyncapi.json) describes the frames. Over HTTP/2 the method is CONNECT (RFC 8441).",
        Gives =
        [
            new(101, "The WebSocket is open.")
            {
                Headers =
                [
                    new("Upgrade", "Text", "`websocket`", IsAlways: true),
                    new("Sec-WebSocket-Accept", "Text", "The answer to the key of the client.", IsAlways: true),
                ],
            },
        ],
        Problems = [ProblemCode.ForeignOrigin, ProblemCode.UpgradeRequired, ProblemCode.TooManyRequests],
    };

    public static Operation Home { get; } = new("home", Tag, "Ask where to go on from here")
    {
        Details = "A browser, which accepts HTML, is led to `/docs`.",
        Gives =
        [
            new(200, "Addresses.", new Content(Shared.Json, "Home")) { Headers = [Shared.CacheControl, Vary] },
            new(302, "The page is elsewhere.")
            {
                Headers = [Shared.CacheControl, Vary, new("Location", "Text", "`/docs`", IsAlways: true)],
            },
        ],
    };

    public static Operation Health { get; } = new("health", Tag, "Ask whether the process lives")
    {
        Details = "The answer says nothing about the database: a restart of the server would not help there.",
        Gives = [Status("The process lives.", "Health", "ok")],
    };

    public static Operation Ready { get; } = new("ready", Tag, "Ask whether the server should get traffic")
    {
        Parameters =
        [
            new(Place.Query, "verbose", "Verbose", "Whether to say which bundle decides, and what is wrong with it."),
        ],
        Gives = [Status("The database takes writes, as of a second ago at most.", "Readiness", "ready")],
        Problems = [ProblemCode.InvalidRequest, ProblemCode.Unavailable],
    };

    static Response Status(string description, string schema, string word) =>
        new(200, description, new Content(Shared.Json, schema, new Example(word, $$"""{"status":"{{word}}"}""")))
        {
            Headers = [Shared.CacheControl],
        };
}
