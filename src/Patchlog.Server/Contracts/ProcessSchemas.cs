namespace Patchlog.Server.Contracts;

/// <summary>Schemas of processes.</summary>
static class ProcessSchemas
{
    public const string Json = """
        {
          "ProcessMessage": {
            "description": "What starts an instance, or an event for one.",
            "type": "object",
            "oneOf": [
              {
                "required": ["start"], "additionalProperties": false,
                "properties": { "start": { "description": "The input of the new instance." } }
              },
              {
                "required": ["event"], "additionalProperties": false,
                "properties": {
                  "event": { "type": "string", "minLength": 1 },
                  "data": { "description": "What transitions see as event.data." }
                }
              }
            ]
          },
          "ProcessReport": {
            "description": "Of an orchestration command: what became of it, and what the instance is now.",
            "type": "object",
            "required": ["taken", "status", "states", "accepts"],
            "additionalProperties": false,
            "properties": {
              "taken": { "description": "Whether the instance took it.", "type": "boolean" },
              "status": { "$ref": "#/components/schemas/ProcessStatus" },
              "states": { "description": "The active states.", "type": "array", "items": { "type": "string" } },
              "accepts": {
                "description": "The events that some transition takes now, as the definition writes them.",
                "type": "array", "items": { "type": "string" }
              }
            }
          },
          "ProcessStatus": { "enum": ["active", "compensating", "done", "failed", "cancelled", "stopped"] },
          "ProcessInstance": {
            "description": "An instance of a process, with what it waits for and what it has done.",
            "type": "object",
            "required": ["id", "version", "createdAt", "updatedAt", "document", "timers", "commands", "events"],
            "additionalProperties": false,
            "properties": {
              "id": { "$ref": "#/components/schemas/TargetId" },
              "version": { "$ref": "#/components/schemas/Version" },
              "createdAt": { "$ref": "#/components/schemas/Time" },
              "updatedAt": { "$ref": "#/components/schemas/Time" },
              "document": {
                "description": "Status, states, context, definition, issued commands with their outcomes.",
                "type": "object"
              },
              "accepts": {
                "description": "The events that it takes now; missing if its definition can't be read any more.",
                "type": "array", "items": { "type": "string" }
              },
              "timers": {
                "type": "array",
                "items": { "type": "object", "required": ["name", "entry", "dueAt"] }
              },
              "commands": {
                "description": "The issued commands that are not answered yet.",
                "type": "array",
                "items": { "type": "object", "required": ["id", "number", "command", "dueAt", "attempts"] }
              },
              "events": {
                "description": "The last of its events, oldest first.",
                "type": "array", "items": { "$ref": "#/components/schemas/Event" }
              }
            }
          }
        }
        """;
}
