using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>The frames of subscriptions.</summary>
static class SubscriptionFrames
{
    const string Position = """{ "$ref": "#/components/schemas/Position" }""";

    static readonly string Id = $$"""
        {
          "description": "The id of the subscription, which the client chooses.",
          "type": "string", "minLength": 1, "maxLength": {{FrameLimits.MaxSubscriptionIdLength}}
        }
        """;

    static readonly string Count =
        $$"""{ "type": "integer", "minimum": 1, "maximum": {{FrameLimits.MaxCreditPerFrame}} }""";

    public static IReadOnlyList<Frame> All { get; } =
    [
        new(Sender.Client, "subscribe", "Subscribes to the events of a tenant, of a type or of one aggregate.",
            """{"type":"subscribe","id":"s1","tenant":"default","targetName":"orders","after":"start","credit":1000}""")
        {
            Members = $$"""
                {
                  "id": {{Id}},
                  "tenant": { "$ref": "#/components/schemas/Tenant" },
                  "targetName": { "$ref": "#/components/schemas/TargetName" },
                  "targetId": { "$ref": "#/components/schemas/TargetId" },
                  "after": { "$ref": "#/components/schemas/FeedStart" },
                  "epoch": { "$ref": "#/components/schemas/Epoch" },
                  "credit": {
                    "description": "The most events to send before more credit comes; absent: no bound.",
                    "type": "integer", "minimum": 1, "maximum": {{FrameLimits.MaxCreditPerFrame}}
                  },
                  "include": {
                    "description": "state: the current state of the aggregate first, then its events.",
                    "type": "array", "maxItems": 1, "items": { "const": "state" }
                  },
                  "name": {
                    "description": "The durable subscription that this connection works on; _system has none.",
                    "type": "string", "allOf": [{ "$ref": "#/components/schemas/Name" }]
                  }
                }
                """,
            Required = ["id", "tenant"],
            Answers = ["subscribed", "nack"],
        },
        new(Sender.Server, "subscribed", "The subscription is open. It misses no event after this position.",
            """{"type":"subscribed","id":"s1","position":"0","epoch":"7f0c1a52-6a2e-4f0e-9d0b-3a3c6f1d2e10"}""")
        {
            Members = $$"""
                {
                  "id": {{Id}}, "position": {{Position}}, "epoch": { "$ref": "#/components/schemas/Epoch" },
                  "rewoundFrom": {
                    "description": "What was acknowledged, where the journal has lost its end before that.",
                    "type": "string", "allOf": [{{Position}}]
                  }
                }
                """,
            Required = ["id", "position", "epoch"],
        },
        new(Sender.Server, "state",
            "The state of the aggregate at this position; version 0 and body null if it does not exist.",
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
        Progress("checkpoint",
            "The subscription covers everything up to this position, and sent all events that it matches."),
        Progress("caughtUp", "All events in the journal have been sent; from now on events come as they are written."),
        Progress("fellBehind", "The client is slow: the server reads the journal for it until it has caught up."),
        new(Sender.Client, "credit", "Grants n more events.", """{"type":"credit","id":"s1","n":1000}""")
        {
            Members = $$"""{ "id": {{Id}}, "n": {{Count}} }""",
            Required = ["id", "n"],
            Answers = ["nack"],
        },
        new(Sender.Client, "commit", "Acknowledges everything up to this position (durable subscriptions).",
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
        Progress("committed", "The server has stored this position for the durable subscription."),
        new(Sender.Client, "unsubscribe", "Ends a subscription.", """{"type":"unsubscribe","id":"s1"}""")
        {
            Members = $$"""{ "id": {{Id}} }""",
            Required = ["id"],
            Answers = ["complete", "nack"],
        },
        new(Sender.Server, "complete", "The subscription has ended. The problem says why, unless the client ended it.",
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
