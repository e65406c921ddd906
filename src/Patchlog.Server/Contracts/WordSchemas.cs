using Patchlog.Searching;

namespace Patchlog.Server.Contracts;

/// <summary>Schemas of single values: names, ids, versions, positions, times, headers.</summary>
static class WordSchemas
{
    public static string Json { get; } = $$"""
        {
          "Tenant": {
            "description": "The name of a tenant. _system is the server's own, and can only be read.",
            "type": "string", "pattern": "^(_system|[A-Za-z0-9][A-Za-z0-9_-]{0,62})$"
          },
          "Version": {
            "description": "1, 2, 3 …: the number of events of an aggregate.",
            "type": "integer", "minimum": 1, "maximum": 9007199254740991
          },
          "WholeNumber": { "type": "integer", "minimum": 0, "maximum": 9223372036854775807 },
          "Position": {
            "description": "1, 2, 3 … in the journal of a tenant, as a decimal string: a double may not hold it.",
            "type": "string", "pattern": "^(0|[1-9][0-9]{0,18})$"
          },
          "Cursor": { "description": "Opaque: take it from the page before.", "type": "string", "minLength": 1 },
          "Moment": {
            "description": "A feed position, a position alone, or a time with its offset (RFC 3339).",
            "anyOf": [
              { "$ref": "#/components/schemas/Position" },
              { "$ref": "#/components/schemas/FeedPosition" },
              { "type": "string", "pattern": "^[0-9]{4}-" }
            ]
          },
          "FeedStart": {
            "description": "A feed position <epoch>.<position>, a position alone, start or end.",
            "anyOf": [
              { "$ref": "#/components/schemas/Position" },
              { "$ref": "#/components/schemas/FeedPosition" },
              { "type": "string", "enum": ["start", "end"] }
            ]
          },
          "FeedPosition": {
            "description": "A position with its epoch: in another epoch the same position may name another event.",
            "type": "string",
            "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}[.](0|[1-9][0-9]{0,18})$"
          },
          "Epoch": {
            "description": "The epoch of the database. A restore or an import begins a new one.",
            "type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
          },
          "Time": {
            "description": "UTC with microseconds (RFC 3339).",
            "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$"
          },
          "Limit": {
            "type": "integer", "minimum": 1, "maximum": {{QueryLimits.MaxPageItems}},
            "default": {{QueryLimits.DefaultPageItems}}
          },
          "DryRun": { "type": "string", "enum": ["true", "false"], "default": "false" },
          "Count": { "type": "string", "enum": ["exact", "estimated"] },
          "Deleted": { "type": "string", "enum": ["include", "only"] },
          "FilterParameters": {
            "description": "For each path a value, or values by operator.",
            "type": "object",
            "additionalProperties": { "type": ["string", "object"], "additionalProperties": { "type": "string" } }
          },
          "EntityTag": { "type": "string", "pattern": "^\"[1-9][0-9]*\"$" },
          "EntityTags": { "description": "Entity tags such as \"7\", or *.", "type": "string" },
          "IdempotencyKey": {
            "description": "An id, with or without quotes.",
            "type": "string", "pattern": "^(\"[A-Za-z0-9._~-]{1,128}\"|[A-Za-z0-9._~-]{1,128})$"
          },
          "Preference": { "type": "string", "enum": ["return=minimal", "return=representation", "trace"] },
          "Verbose": { "description": "Its presence counts, and not its value.", "type": "string" },
          "True": { "type": "string", "const": "true" },
          "Text": { "type": "string" }
        }
        """;
}
