using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>The frames of commands, and of the connection itself.</summary>
static class CommandFrames
{
    const string FrameId = """{ "description": "Any value. The answer has the same." }""";

    public static IReadOnlyList<Frame> Of(IntakeLimits limits) =>
    [
        new(Sender.Server, "welcome", "The first frame: the limits of the server, and the epoch of its database.",
            $$"""
            {"type":"welcome","limits":{"maxMessageBytes":{{limits.Json.MaxBytes}},"maxDepth":{{limits.Json.MaxDepth}},
            "maxCommandsInFlight":{{limits.MaxInFlightPerConnection}},
            "maxCommandsPerBatch":{{limits.MaxCommandsPerBatch}},
            "maxSubscriptions":{{limits.MaxSubscriptionsPerConnection}},
            "maxPatchOperations":{{limits.Patch.MaxOperations}},"maxDocumentBytes":{{limits.Patch.MaxBytes}}},
            "epoch":"7f0c1a52-6a2e-4f0e-9d0b-3a3c6f1d2e10","bundle":null}
            """)
        {
            Members = Welcome(limits),
            Required = ["limits", "epoch", "bundle"],
        },
        new(Sender.Client, "command", "A command. The answer has the id of the frame.",
            $$"""{"type":"command","id":"1","command":{{Examples.PayJson}}}""")
        {
            Members = $$"""
                {
                  "id": {{FrameId}},
                  "command": { "$ref": "#/components/schemas/Command" },
                  "dryRun": {
                    "description": "True: nothing is written, and the answer is what would have come of it.",
                    "type": "boolean"
                  }
                }
                """,
            Required = ["command"],
            Answers = ["ack", "nack", "trial"],
        },
        new(Sender.Client, "bareCommand",
            "A command without a frame: its type is create, patch, delete, logic or orchestration.", Examples.PayJson)
        {
            Schema = "Command",
            Answers = ["ack", "nack"],
        },
        new(Sender.Client, "batch", "Several commands, which succeed or fail one by one.",
            $$"""{"type":"batch","id":"2","commands":[{{Examples.PayJson}}]}""")
        {
            Members = $$"""
                {
                  "id": {{FrameId}},
                  "commands": {
                    "type": "array", "maxItems": {{limits.MaxCommandsPerBatch}},
                    "items": { "$ref": "#/components/schemas/Command" }
                  }
                }
                """,
            Required = ["commands"],
            Answers = ["batchAck", "nack"],
        },
        new(Sender.Server, "ack", "A command took effect.", Examples.AckJson) { Schema = "Ack" },
        new(Sender.Server, "nack", "A command or a frame was refused, or it failed.", Examples.NackJson)
        {
            Schema = "Nack",
        },
        new(Sender.Server, "trial", "What would come of a command that was only tried.", Examples.TrialJson)
        {
            Schema = "Trial",
        },
        new(Sender.Server, "batchAck", "The outcomes of the commands of a batch, in the same order.",
            $$"""{"type":"batchAck","id":"2","results":[{{Examples.AckJson}},{{Examples.NackJson}}]}""")
        {
            Members = $$"""
                {
                  "id": {{FrameId}},
                  "results": {
                    "type": "array", "maxItems": {{limits.MaxCommandsPerBatch}},
                    "items": { "$ref": "#/components/schemas/Outcome" }
                  }
                }
                """,
            Required = ["results"],
        },
        new(Sender.Client, "ping", "Asks whether the server is alive.", """{"type":"ping","id":"3"}""")
        {
            Members = $$"""{ "id": {{FrameId}} }""",
            Answers = ["pong"],
        },
        new(Sender.Server, "pong", "The server is alive.", """{"type":"pong","id":"3"}""")
        {
            Members = $$"""{ "id": {{FrameId}} }""",
        },
        new(Sender.Server, "goaway",
            "The server stops. Connect again after reconnectAfterMs, to another server if there is one.",
            """{"type":"goaway","reconnectAfterMs":1000}""")
        {
            Members = """
                {
                  "reconnectAfterMs": { "type": "integer", "minimum": 0 },
                  "problem": { "$ref": "#/components/schemas/Problem" }
                }
                """,
            Required = ["reconnectAfterMs"],
        },
    ];

    static string Welcome(IntakeLimits limits) => $$$"""
        {
          "limits": {
            "type": "object",
            "required": [
              "maxMessageBytes", "maxDepth", "maxCommandsInFlight", "maxCommandsPerBatch", "maxSubscriptions",
              "maxPatchOperations", "maxDocumentBytes"
            ],
            "additionalProperties": false,
            "properties": {
              "maxMessageBytes": { "const": {{{limits.Json.MaxBytes}}} },
              "maxDepth": { "const": {{{limits.Json.MaxDepth}}} },
              "maxCommandsInFlight": { "const": {{{limits.MaxInFlightPerConnection}}} },
              "maxCommandsPerBatch": { "const": {{{limits.MaxCommandsPerBatch}}} },
              "maxSubscriptions": { "const": {{{limits.MaxSubscriptionsPerConnection}}} },
              "maxPatchOperations": { "const": {{{limits.Patch.MaxOperations}}} },
              "maxDocumentBytes": { "const": {{{limits.Patch.MaxBytes}}} }
            }
          },
          "epoch": { "$ref": "#/components/schemas/Epoch" },
          "bundle": { "description": "The digest of the bundle; null without a bundle.", "type": ["string", "null"] }
        }
        """;
}
