using Patchlog.Searching;

namespace Patchlog.Server.Contracts;

/// <summary>Schemas of a search.</summary>
static class QuerySchemas
{
    public static string Json { get; } = $$"""
        {
          "Search": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "filter": { "$ref": "#/components/schemas/Filter" },
              "sort": { "type": "array", "items": { "type": "string" } },
              "fields": { "type": "array", "items": { "type": "string" } },
              "limit": { "$ref": "#/components/schemas/Limit" },
              "cursor": { "$ref": "#/components/schemas/Cursor" },
              "count": { "$ref": "#/components/schemas/Count" },
              "deleted": { "$ref": "#/components/schemas/Deleted" },
              "at": { "$ref": "#/components/schemas/Moment" }
            }
          },
          "Filter": {
            "description": "A path with one or more operators, all of which must hold; or one of and, or and not.",
            "type": "object",
            "oneOf": [
              { "$ref": "#/components/schemas/Conditions" },
              {
                "required": ["and"], "additionalProperties": false,
                "properties": { "and": { "$ref": "#/components/schemas/Filters" } }
              },
              {
                "required": ["or"], "additionalProperties": false,
                "properties": { "or": { "$ref": "#/components/schemas/Filters" } }
              },
              {
                "required": ["not"], "additionalProperties": false,
                "properties": { "not": { "$ref": "#/components/schemas/Filter" } }
              }
            ]
          },
          "Filters": { "type": "array", "items": { "$ref": "#/components/schemas/Filter" } },
          "Conditions": {
            "required": ["path"],
            "minProperties": 2,
            "additionalProperties": false,
            "properties": {
              "path": { "type": "string" },
              "eq": { "$ref": "#/components/schemas/Scalar" },
              "ne": { "$ref": "#/components/schemas/Scalar" },
              "gt": { "type": ["number", "string"] },
              "gte": { "type": ["number", "string"] },
              "lt": { "type": ["number", "string"] },
              "lte": { "type": ["number", "string"] },
              "in": {
                "type": "array", "maxItems": {{QueryLimits.MaxValues}},
                "items": { "$ref": "#/components/schemas/Scalar" }
              },
              "exists": { "type": "boolean" },
              "prefix": { "type": "string" },
              "contains": { "$ref": "#/components/schemas/Scalar" }
            }
          },
          "Scalar": { "type": ["string", "number", "boolean", "null"] }
        }
        """;
}
