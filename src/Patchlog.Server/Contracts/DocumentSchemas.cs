namespace Patchlog.Server.Contracts;

/// <summary>Schemas of documents, of their events, and of the pages of both.</summary>
static class DocumentSchemas
{
    public const string Json = """
        {
          "Document": {
            "description": "A JSON object with its id.",
            "type": "object",
            "required": ["id"],
            "properties": { "id": { "$ref": "#/components/schemas/TargetId" } }
          },
          "NewDocument": {
            "description": "Any JSON object. Its id, if it has one, is the id of the document.",
            "type": "object",
            "properties": { "id": { "$ref": "#/components/schemas/TargetId" } }
          },
          "MergePatch": {
            "description": "The members to change; null removes a member (RFC 7396).",
            "type": "object"
          },
          "Arguments": { "description": "The arguments of a command.", "type": ["object", "array"] },
          "HookCall": { "description": "What GitHub tells; it is not read.", "type": "object" },
          "Operation": {
            "description": "One operation of a JSON Patch (RFC 6902).",
            "allOf": [
              { "$ref": "#/components/schemas/PatchOperation" },
              { "properties": { "op": { "enum": ["add", "remove", "replace", "move", "copy", "test"] } } }
            ]
          },
          "Difference": {
            "description": "A JSON Patch of any length.",
            "type": "array",
            "items": { "$ref": "#/components/schemas/Operation" }
          },
          "DocumentItem": {
            "type": "object",
            "required": ["id", "version", "createdAt", "updatedAt", "body"],
            "additionalProperties": false,
            "properties": {
              "id": { "$ref": "#/components/schemas/TargetId" },
              "version": { "$ref": "#/components/schemas/Version" },
              "createdAt": { "$ref": "#/components/schemas/Time" },
              "updatedAt": { "$ref": "#/components/schemas/Time" },
              "deleted": { "description": "Present if the document is deleted.", "const": true },
              "body": {
                "description": "The document, or the fields of it that the query names; null if it is deleted.",
                "type": ["object", "null"]
              }
            }
          },
          "DocumentPage": {
            "type": "object",
            "required": ["items", "next"],
            "additionalProperties": false,
            "properties": {
              "items": { "type": "array", "items": { "$ref": "#/components/schemas/DocumentItem" } },
              "next": {
                "description": "The cursor of the next page; null on the last one.",
                "anyOf": [{ "$ref": "#/components/schemas/Cursor" }, { "type": "null" }]
              },
              "count": {
                "description": "The number of documents on all pages, if the query asks for it.",
                "type": "integer", "minimum": 0
              }
            }
          },
          "Event": {
            "description": "One change of one aggregate, as the journal keeps it.",
            "type": "object",
            "required": [
              "position", "id", "name", "type", "tenant", "targetName", "targetId", "version", "time", "commandId",
              "correlationId", "receivedAt"
            ],
            "additionalProperties": false,
            "properties": {
              "position": { "$ref": "#/components/schemas/Position" },
              "id": {
                "description": "The id of the command, a dot, and the number of the event in the command.",
                "type": "string"
              },
              "name": { "description": "created, patched, deleted, or a name that a handler chose.", "type": "string" },
              "type": { "type": "string", "enum": ["create", "patch", "delete"] },
              "tenant": { "$ref": "#/components/schemas/Tenant" },
              "targetName": { "type": "string", "minLength": 1 },
              "targetId": { "$ref": "#/components/schemas/TargetId" },
              "version": { "$ref": "#/components/schemas/Version" },
              "time": { "$ref": "#/components/schemas/Time" },
              "commandId": { "$ref": "#/components/schemas/Id" },
              "correlationId": { "type": "string", "minLength": 1 },
              "causationId": { "type": "string", "minLength": 1 },
              "actor": { "description": "Who sent the command.", "type": "string" },
              "bundle": { "description": "The digest of the bundle that decided the command.", "type": "string" },
              "receivedAt": {
                "description": "When the command was received: the time that its decision knew.",
                "$ref": "#/components/schemas/Time"
              },
              "depth": {
                "description": "How many commands of processes led to the command, one after another; absent for none.",
                "type": "integer",
                "minimum": 1
              },
              "body": { "description": "create: the aggregate. patch: a JSON Patch. delete: absent." },
              "data": { "description": "Business facts beside the change." },
              "reads": { "$ref": "#/components/schemas/Reads" },
              "asked": {
                "description": "What was asked for, on the first event of a command whose events don't tell it.",
                "type": "object",
                "required": ["name", "type"],
                "additionalProperties": false,
                "properties": {
                  "name": { "$ref": "#/components/schemas/Name" },
                  "type": { "type": "string", "enum": ["create", "put", "patch", "delete", "logic", "orchestration"] },
                  "isStart": { "description": "Present if the sender named no aggregate.", "const": true },
                  "body": { "description": "The body of the command as it was sent.", "type": ["object", "array"] }
                }
              },
              "rules": {
                "description": "The business rules that fired, on the last event of the command; each once, in order.",
                "type": "array",
                "minItems": 1,
                "items": { "type": "string" }
              },
              "context": { "description": "The command's context as sent.", "type": "object" }
            },
            "allOf": [
              {
                "if": { "properties": { "type": { "const": "create" } } },
                "then": { "required": ["body"], "properties": { "body": { "$ref": "#/components/schemas/Document" } } }
              },
              {
                "if": { "properties": { "type": { "const": "patch" } } },
                "then": {
                  "required": ["body"], "properties": { "body": { "$ref": "#/components/schemas/Difference" } }
                }
              },
              {
                "if": { "properties": { "type": { "const": "delete" } } },
                "then": { "properties": { "body": false } }
              }
            ]
          },
          "Reads": {
            "description": "The other aggregates that a decision rests on; version 0 of one that was not there.",
            "type": "array", "minItems": 1, "items": { "$ref": "#/components/schemas/ReadVersion" }
          },
          "ReadVersion": {
            "type": "object",
            "required": ["targetName", "targetId", "version"],
            "additionalProperties": false,
            "properties": {
              "targetName": { "$ref": "#/components/schemas/Name" },
              "targetId": { "$ref": "#/components/schemas/TargetId" },
              "version": { "type": "integer", "minimum": 0 }
            }
          },
          "FeedPage": {
            "type": "object",
            "required": ["items", "next", "checkpoint"],
            "additionalProperties": false,
            "properties": {
              "items": { "type": "array", "items": { "$ref": "#/components/schemas/Event" } },
              "next": {
                "description": "The feed position after which the next page begins; null at the end of the journal.",
                "anyOf": [{ "$ref": "#/components/schemas/FeedPosition" }, { "type": "null" }]
              },
              "checkpoint": { "$ref": "#/components/schemas/FeedPosition" }
            }
          },
          "EventPage": {
            "type": "object",
            "required": ["items", "next"],
            "additionalProperties": false,
            "properties": {
              "items": { "type": "array", "items": { "$ref": "#/components/schemas/Event" } },
              "next": {
                "description": "The version after which the next page begins; null on the last page.",
                "type": ["string", "null"], "pattern": "^[1-9][0-9]*$"
              }
            }
          }
        }
        """;
}
