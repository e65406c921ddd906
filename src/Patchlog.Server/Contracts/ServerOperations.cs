namespace Patchlog.Server.Contracts;

/// <summary>
/// Questions about the server itself: whether it lives, whether it is ready; and the opening of a WebSocket.
/// </summary>
static class ServerOperations
{
    const string Tag = "Server";

    public static Operation Socket { get; } = new("openWebSocket", "WebSocket", "Open a WebSocket (RFC 6455)")
    {
        Details = "[`/asyncapi.json`](/asyncapi.json) describes the frames.",
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
        Problems = [ProblemCode.ForeignOrigin, ProblemCode.UpgradeRequired],
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
        Gives = [Status("The database answers.", "Readiness", "ready")],
        Problems = [ProblemCode.InvalidRequest, ProblemCode.Unavailable],
    };

    static Response Status(string description, string schema, string word) =>
        new(200, description, new Content(Shared.Json, schema, new Example(word, $$"""{"status":"{{word}}"}""")))
        {
            Headers = [Shared.CacheControl],
        };
}
