namespace Patchlog.Server.Contracts;

/// <summary>Schemas of what the server says about its bundle.</summary>
static class BundleSchemas
{
    public static string Json { get; } = """
        {
          "Bundle": {
            "type": "object",
            "required": [
              "digest", "source", "commit", "since", "isStoredCopy", "faults", "validation", "types", "rules",
              "processes"
            ],
            "additionalProperties": false,
            "properties": {
              "digest": { "$ref": "#/components/schemas/BundleDigest" },
              "source": { "description": "Where it comes from; null without a bundle.", "type": ["string", "null"] },
              "commit": { "description": "The commit it is of, if its source has any.", "type": ["string", "null"] },
              "since": { "anyOf": [{ "$ref": "#/components/schemas/Time" }, { "type": "null" }] },
              "isStoredCopy": {
                "description": "True if the source can't be read, and the copy in the database decides.",
                "type": "boolean"
              },
              "faults": {
                "description": "Why what the source has now is not active; empty if it is.",
                "type": "array", "items": { "type": "string" }
              },
              "validation": { "type": "string", "enum": ["on", "off"] },
              "types": { "type": "array", "items": { "$ref": "#/components/schemas/BundleType" } },
              "rules": {
                "description": "The files of business rules that judge commands.",
                "type": "array", "items": { "type": "string" }
              },
              "processes": { "type": "array", "items": { "type": "string" } }
            }
          },
          "BundleDigest": {
            "description": "The SHA-256 of a bundle's content; null without a bundle.",
            "type": ["string", "null"], "pattern": "^sha256:[0-9a-f]{64}$"
          },
          "BundleType": {
            "type": "object",
            "required": ["name", "hasSchema", "unique", "commands"],
            "additionalProperties": false,
            "properties": {
              "name": { "type": "string", "minLength": 1 },
              "hasSchema": { "description": "True if its documents are validated.", "type": "boolean" },
              "unique": {
                "description": "The paths whose values together no two of its documents share.",
                "type": "array",
                "items": { "type": "array", "minItems": 1, "items": { "type": "string" } }
              },
              "commands": { "type": "array", "items": { "type": "string" } }
            }
          },
          "BundleStatus": {
            "type": "object",
            "required": ["digest", "source", "commit", "since", "isStoredCopy", "faults"],
            "additionalProperties": false,
            "properties": {
              "digest": { "$ref": "#/components/schemas/BundleDigest" },
              "source": { "type": ["string", "null"] },
              "commit": { "type": ["string", "null"] },
              "since": { "anyOf": [{ "$ref": "#/components/schemas/Time" }, { "type": "null" }] },
              "isStoredCopy": { "type": "boolean" },
              "faults": { "type": "array", "items": { "type": "string" } }
            }
          }
        }
        """;
}
