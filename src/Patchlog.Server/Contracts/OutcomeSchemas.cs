using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>Schemas of the outcomes of commands, and of what the server says about itself.</summary>
static class OutcomeSchemas
{
    public static string Json(IntakeLimits limits) => $$$"""
        {
          "CommandOrCommands": {
            "anyOf": [
              { "$ref": "#/components/schemas/Command" },
              {
                "type": "array", "maxItems": {{{limits.MaxCommandsPerBatch}}},
                "items": { "$ref": "#/components/schemas/Command" }
              }
            ]
          },
          "OutcomeOrOutcomes": {
            "anyOf": [
              { "$ref": "#/components/schemas/Ack" },
              { "$ref": "#/components/schemas/Trial" },
              {
                "type": "object",
                "required": ["results"],
                "additionalProperties": false,
                "properties": {
                  "results": {
                    "type": "array", "maxItems": {{{limits.MaxCommandsPerBatch}}},
                    "items": { "$ref": "#/components/schemas/Outcome" }
                  }
                }
              }
            ]
          },
          "Outcome": {
            "oneOf": [
              { "$ref": "#/components/schemas/Ack" },
              { "$ref": "#/components/schemas/Nack" },
              { "$ref": "#/components/schemas/Trial" }
            ]
          },
          "Ack": {
            "description": "The command took effect, or changed nothing. The outcome is durable.",
            "type": "object",
            "required": [
              "type", "commandId", "targetName", "targetId", "version", "position", "events", "duplicate"
            ],
            "additionalProperties": false,
            "properties": {
              "type": { "const": "ack" },
              "id": { "description": "On a WebSocket: the id of the frame that this answers, if it has one." },
              "commandId": { "$ref": "#/components/schemas/Id" },
              "targetName": { "type": "string", "minLength": 1 },
              "targetId": { "$ref": "#/components/schemas/TargetId" },
              "version": {
                "description": "The version of the aggregate after the command.",
                "type": "integer", "minimum": 0
              },
              "position": {
                "description": "The position of the last event of the command; null if it changed nothing.",
                "anyOf": [{ "$ref": "#/components/schemas/Position" }, { "type": "null" }]
              },
              "events": { "type": "array", "items": { "$ref": "#/components/schemas/Event" } },
              "duplicate": {
                "description": "True if the command was sent before, and this is its first outcome.",
                "type": "boolean"
              },
              "process": { "$ref": "#/components/schemas/ProcessReport" },
              "trace": { "$ref": "#/components/schemas/Trace" }
            }
          },
          "Explanation": {
            "description": "Why a command has done what it did: the decision, made again.",
            "type": "object",
            "required": ["type", "commandId", "targetName", "targetId", "version", "events"],
            "additionalProperties": false,
            "properties": {
              "type": { "const": "explanation" },
              "commandId": { "$ref": "#/components/schemas/Id" },
              "targetName": { "type": "string", "minLength": 1 },
              "targetId": { "$ref": "#/components/schemas/TargetId" },
              "version": { "description": "The version after the command.", "type": "integer", "minimum": 0 },
              "detail": { "description": "Present if there is nothing to explain.", "type": "string" },
              "command": {
                "description": "The command as handlers and rules saw it, as far as the journal tells it.",
                "type": "object"
              },
              "before": { "description": "The document that it was decided on.", "type": ["object", "null"] },
              "reads": {
                "description": "The documents that the decision read.",
                "type": "array",
                "items": { "type": "object", "required": ["targetName", "targetId", "version", "document"] }
              },
              "trace": { "$ref": "#/components/schemas/Trace" },
              "agrees": { "description": "Whether the decision is what was journaled.", "type": "boolean" },
              "differences": {
                "description": "Where it is not.",
                "type": "array", "minItems": 1,
                "items": { "type": "object", "required": ["place"] }
              },
              "events": { "type": "array", "items": { "$ref": "#/components/schemas/Event" } }
            },
            "oneOf": [{ "required": ["detail"] }, { "required": ["command", "before", "agrees"] }]
          },
          "Trace": {
            "description": "How the decision came about, where that was asked for.",
            "type": "object",
            "properties": {
              "version": { "description": "The version it was decided on.", "type": "integer", "minimum": 0 },
              "receivedAt": { "description": "The time that handlers and rules knew.", "type": "string" },
              "bundle": { "description": "The digest of the bundle.", "type": "string" },
              "handler": { "description": "The handler that decided.", "type": "string" },
              "reads": { "$ref": "#/components/schemas/Reads" },
              "schema": { "enum": ["satisfied", "violated"] },
              "rules": {
                "description": "The files of rules that ran, with their facts and the rules that fired, in order.",
                "type": "array",
                "items": {
                  "type": "object",
                  "required": ["file", "facts", "fired"],
                  "properties": {
                    "file": { "type": "string" },
                    "facts": { "type": "array", "items": { "type": "object" } },
                    "fired": { "type": "array", "items": { "type": "object", "required": ["rule", "place", "on"] } }
                  }
                }
              },
              "truncated": { "description": "Present if something was left out.", "const": true }
            }
          },
          "Nack": {
            "description": "A command or a frame was refused, or it failed. The problem says whether it took effect.",
            "type": "object",
            "required": ["type", "problem"],
            "additionalProperties": false,
            "properties": {
              "type": { "const": "nack" },
              "id": { "description": "On a WebSocket: the id of the frame that this answers, if it could be read." },
              "commandId": { "$ref": "#/components/schemas/Id" },
              "problem": { "$ref": "#/components/schemas/Problem" }
            }
          },
          "Trial": {
            "description": "What would come of a command that was only tried. Nothing was written.",
            "type": "object",
            "required": ["type", "commandId", "targetName", "targetId", "version", "log", "duplicate"],
            "additionalProperties": false,
            "properties": {
              "type": { "const": "trial" },
              "id": { "description": "On a WebSocket: the id of the frame that this answers, if it has one." },
              "commandId": { "$ref": "#/components/schemas/Id" },
              "targetName": { "type": "string", "minLength": 1 },
              "targetId": { "$ref": "#/components/schemas/TargetId" },
              "version": {
                "description": "The version of the aggregate after the command; that of now if it would be refused.",
                "type": "integer", "minimum": 0
              },
              "events": {
                "description": "The events that there would be; missing if the command would be refused.",
                "type": "array",
                "items": {
                  "type": "object",
                  "required": ["name", "type", "version"],
                  "additionalProperties": false,
                  "properties": {
                    "name": { "type": "string" },
                    "type": { "type": "string", "enum": ["create", "patch", "delete"] },
                    "version": { "$ref": "#/components/schemas/Version" },
                    "body": { "description": "create: the aggregate. patch: a JSON Patch. delete: absent." },
                    "data": { "description": "Business facts beside the change." }
                  }
                }
              },
              "document": {
                "description": "The document after the command; null if there would be none, and of a duplicate.",
                "type": ["object", "null"]
              },
              "rejection": {
                "description": "Why the command would be refused; missing if it would be granted.",
                "$ref": "#/components/schemas/Problem"
              },
              "reads": { "$ref": "#/components/schemas/Reads" },
              "rules": {
                "description": "The business rules that fired; missing if none did, or if it would be refused.",
                "type": "array", "items": { "type": "string" }
              },
              "trace": { "$ref": "#/components/schemas/Trace" },
              "log": {
                "description": "What a handler wrote to the log.",
                "type": "array", "items": { "type": "string" }
              },
              "duplicate": {
                "description": "True if a command of this id took effect before: sent again, it has no second effect.",
                "type": "boolean"
              }
            },
            "oneOf": [{ "required": ["events", "document"] }, { "required": ["rejection"] }]
          },
          "Home": {
            "type": "object", "additionalProperties": false,
            "required": ["name", "docs", "openapi", "asyncapi", "health", "ready"],
            "properties": {
              "name": { "const": "Patchlog" },
              "docs": { "type": "string" },
              "openapi": { "type": "string" },
              "asyncapi": { "type": "string" },
              "health": { "type": "string" },
              "ready": { "type": "string" }
            }
          },
          "Health": {
            "type": "object", "required": ["status"], "additionalProperties": false,
            "properties": { "status": { "const": "ok" } }
          },
          "Readiness": {
            "type": "object", "required": ["status"], "additionalProperties": false,
            "properties": {
              "status": { "const": "ready" },
              "bundle": { "$ref": "#/components/schemas/BundleStatus" }
            }
          },
          "OpenApi": {
            "type": "object",
            "required": ["openapi", "info", "servers", "tags", "paths", "components"],
            "additionalProperties": false,
            "properties": {
              "openapi": { "const": "3.1.0" },
              "info": { "type": "object" },
              "servers": { "type": "array" },
              "tags": { "type": "array" },
              "paths": { "type": "object" },
              "components": { "type": "object" }
            }
          },
          "AsyncApi": {
            "type": "object",
            "required": ["asyncapi", "info", "servers", "channels", "operations", "components"],
            "additionalProperties": false,
            "properties": {
              "asyncapi": { "const": "3.0.0" },
              "info": { "type": "object" },
              "servers": { "type": "object" },
              "channels": { "type": "object" },
              "operations": { "type": "object" },
              "components": { "type": "object" }
            }
          },
          "SchemaDocument": {
            "type": "object",
            "required": ["$schema", "$id"],
            "properties": {
              "$schema": { "const": "https://json-schema.org/draft/2020-12/schema" },
              "$id": { "type": "string" }
            }
          }
        }
        """;
}
