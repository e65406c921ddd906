namespace Patchlog.Server.Contracts;

/// <summary>What is asked of the server itself: is it there, is it ready, may a socket be opened.</summary>
static class ServerOperations
{
    const string Tag = "Server";

    public static Operation Socket { get; } = new("openWebSocket", "WebSocket", "Open a WebSocket (RFC 6455)")
    {
        Details = "What is said on it is in [`/asyncapi.json`](/asyncapi.json).",
        Gives =
        [
            new(101, "The socket is open.")
            {
                Headers =
                [
                    new("Upgrade", "Text", "`websocket`", IsAlways: true),
                    new("Sec-WebSocket-Accept", "Text", "The answer to the client's key.", IsAlways: true),
                ],
            },
        ],
        Problems = [ProblemCode.ForeignOrigin, ProblemCode.UpgradeRequired],
    };

    public static Operation Health { get; } = new("health", Tag, "Whether the process lives")
    {
        Details = "It says nothing of the database: restarting the server would not help that.",
        Gives = [Status("It lives.", "Health", "ok")],
    };

    public static Operation Ready { get; } = new("ready", Tag, "Whether to send traffic here")
    {
        Gives = [Status("The database answers.", "Readiness", "ready")],
        Problems = [ProblemCode.Unavailable],
    };

    static Response Status(string description, string schema, string word) =>
        new(200, description, new Content(Shared.Json, schema, new Example(word, $$"""{"status":"{{word}}"}""")))
        {
            Headers = [Shared.CacheControl],
        };
}
