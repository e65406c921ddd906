namespace Patchlog.Server.Contracts;

/// <summary>The frames of subscriptions.</summary>
static class SubscriptionFrames
{
    const string Id =
        """{ "description": "The subscription, named by the client.", "type": "string", "minLength": 1, "maxLength": 128 }""";

    const string Position = """{ "$ref": "#/components/schemas/Position" }""";

    public static IReadOnlyList<Frame> All { get; } =
    [
        new(Sender.Client, "subscribe", "Asks for the events of a tenant, of a type or of one aggregate, as they come.",
            """{"type":"subscribe","id":"s1","tenant":"default","targetName":"orders","after":"start","credit":1000}""")
        {
            Members = $$"""
                {
                  "id": {{Id}},
                  "tenant": { "$ref": "#/components/schemas/Name" },
                  "targetName": { "$ref": "#/components/schemas/TargetName" },
                  "targetId": { "$ref": "#/components/schemas/TargetId" },
                  "after": { "$ref": "#/components/schemas/FeedStart" },
                  "epoch": { "$ref": "#/components/schemas/Epoch" },
                  "credit": {
                    "description": "Events that may be sent before more credit comes; absent: as many as there are.",
                    "type": "integer", "minimum": 1, "maximum": 1000000
                  },
                  "include": {
                    "description": "state: the aggregate first, then its events.",
                    "type": "array", "maxItems": 1, "items": { "const": "state" }
                  },
                  "name": { "$ref": "#/components/schemas/Name" }
                }
                """,
            Required = ["id", "tenant"],
            Answers = ["subscribed", "nack"],
        },
        new(Sender.Server, "subscribed", "From here on no later event is missed.",
            """{"type":"subscribed","id":"s1","position":"0","epoch":"7f0c1a52-6a2e-4f0e-9d0b-3a3c6f1d2e10"}""")
        {
            Members = $$"""
                { "id": {{Id}}, "position": {{Position}}, "epoch": { "$ref": "#/components/schemas/Epoch" } }
                """,
            Required = ["id", "position", "epoch"],
        },
        new(Sender.Server, "state", "The aggregate as it is at the position; version 0 and no body if it is not there.",
            $$"""{"type":"state","id":"s1","version":1,"position":"1","body":{{Examples.OrderJson}}}""")
        {
            Members = $$"""
                {
                  "id": {{Id}}, "version": { "type": "integer", "minimum": 0 }, "position": {{Position}},
                  "body": { "anyOf": [{ "$ref": "#/components/schemas/Document" }, { "type": "null" }] }
                }
                """,
            Required = ["id", "version", "position", "body"],
        },
        new(Sender.Server, "events", "Events, oldest first.",
            $$"""{"type":"events","id":"s1","events":[{{Examples.CreatedJson}},{{Examples.PatchedJson}}]}""")
        {
            Members = $$"""
                {
                  "id": {{Id}},
                  "events": { "type": "array", "minItems": 1, "items": { "$ref": "#/components/schemas/Event" } }
                }
                """,
            Required = ["id", "events"],
        },
        Progress("checkpoint", "Everything up to here has been seen, whether it was sent or not."),
        Progress("caughtUp", "Everything that is in the journal has been sent; from here on events come as they are made."),
        Progress("fellBehind", "The client is slow: it is sent what is in the journal, until it has caught up."),
        new(Sender.Client, "credit", "So many events more may be sent.", """{"type":"credit","id":"s1","n":1000}""")
        {
            Members = $$"""{ "id": {{Id}}, "n": { "type": "integer", "minimum": 1, "maximum": 1000000 } }""",
            Required = ["id", "n"],
            Answers = ["nack"],
        },
        new(Sender.Client, "commit", "Acknowledges everything up to a position, so that it is not sent again (durable subscriptions only).",
            """{"type":"commit","id":"s1","position":"2"}""")
        {
            Members = $$"""
                {
                  "id": {{Id}},
                  "position": { "anyOf": [{{Position}}, { "$ref": "#/components/schemas/FeedPosition" }] }
                }
                """,
            Required = ["id", "position"],
            Answers = ["committed", "nack"],
        },
        Progress("committed", "The durable subscription is acknowledged up to this position."),
        new(Sender.Client, "unsubscribe", "No more events.", """{"type":"unsubscribe","id":"s1"}""")
        {
            Members = $$"""{ "id": {{Id}} }""",
            Required = ["id"],
            Answers = ["complete", "nack"],
        },
        new(Sender.Server, "complete", "The subscription has ended; the problem says why, if the client did not end it.",
            """{"type":"complete","id":"s1"}""")
        {
            Members = $$"""{ "id": {{Id}}, "problem": { "$ref": "#/components/schemas/Problem" } }""",
            Required = ["id"],
        },
    ];

    static Frame Progress(string name, string summary) =>
        new(Sender.Server, name, summary, $$"""{"type":"{{name}}","id":"s1","position":"2"}""")
        {
            Members = $$"""{ "id": {{Id}}, "position": {{Position}} }""",
            Required = ["id", "position"],
        };
}
