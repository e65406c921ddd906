using Patchlog.Server.Http;

namespace Patchlog.Server.Contracts;

/// <summary>Schemas of single words: names, ids, versions, positions, times, headers.</summary>
static class WordSchemas
{
    public static string Json { get; } = $$"""
        {
          "Name": { "$ref": "#/components/schemas/Command/$defs/name" },
          "Id": { "$ref": "#/components/schemas/Command/$defs/id" },
          "TargetName": { "type": "string", "allOf": [{ "$ref": "#/components/schemas/Command/properties/targetName" }] },
          "TargetId": { "type": "string", "allOf": [{ "$ref": "#/components/schemas/Command/$defs/targetId" }] },
          "SchemaName": { "type": "string", "enum": ["command.json", "json-patch.json"] },
          "DocsFile": { "type": "string", "enum": [{{string.Join(", ", DocsResource.Files.Select(file => $"\"{file}\""))}}] },
          "Version": {
            "description": "1, 2, 3 …: the count of an aggregate's events.",
            "type": "integer", "minimum": 1, "maximum": 9007199254740991
          },
          "WholeNumber": { "type": "integer", "minimum": 0, "maximum": 9223372036854775807 },
          "Position": {
            "description": "1, 2, 3 … of a tenant's journal, as a decimal string: it may be larger than what a double holds.",
            "type": "string", "pattern": "^(0|[1-9][0-9]{0,18})$"
          },
          "Cursor": { "description": "Opaque: `next` of a query's page.", "type": "string", "minLength": 1 },
          "Moment": {
            "description": "A position, <epoch>.<position>, or a time with its offset (RFC 3339).",
            "anyOf": [
              { "$ref": "#/components/schemas/Position" },
              { "$ref": "#/components/schemas/FeedPosition" },
              { "type": "string", "pattern": "^[0-9]{4}-" }
            ]
          },
          "FeedStart": {
            "description": "A position, <epoch>.<position>, start or end.",
            "anyOf": [
              { "$ref": "#/components/schemas/Position" },
              { "$ref": "#/components/schemas/FeedPosition" },
              { "type": "string", "enum": ["start", "end"] }
            ]
          },
          "FeedPosition": {
            "description": "<epoch>.<position>: a position, and the epoch of the database in which it names an event.",
            "type": "string",
            "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}[.](0|[1-9][0-9]{0,18})$"
          },
          "Epoch": {
            "description": "The random id of the database's numbering of events; a restore and an import renew it.",
            "type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
          },
          "Time": {
            "description": "UTC with microseconds (RFC 3339).",
            "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$"
          },
          "Limit": {
            "type": "integer", "minimum": 1, "maximum": {{QueryParameters.MaxLimit}},
            "default": {{QueryParameters.DefaultLimit}}
          },
          "Count": { "type": "string", "enum": ["exact", "estimated"] },
          "Deleted": { "type": "string", "enum": ["include", "only"] },
          "FilterParameters": {
            "description": "By path: a value, or values by operator.",
            "type": "object",
            "additionalProperties": { "type": ["string", "object"], "additionalProperties": { "type": "string" } }
          },
          "EntityTag": { "type": "string", "pattern": "^\"[1-9][0-9]*\"$" },
          "EntityTags": { "description": "Entity tags like \"7\", or *.", "type": "string" },
          "IdempotencyKey": {
            "description": "An id, with or without quotes.",
            "type": "string", "pattern": "^(\"[A-Za-z0-9._~-]{1,128}\"|[A-Za-z0-9._~-]{1,128})$"
          },
          "Preference": { "type": "string", "enum": ["return=minimal", "return=representation"] },
          "True": { "type": "string", "const": "true" },
          "Text": { "type": "string" }
        }
        """;
}
