using Patchlog.Json;

namespace Patchlog.Server.Contracts;

/// <summary>
/// One schema for each code a problem can have, made from the list of codes, and one for any of them.
/// </summary>
static class ProblemSchemas
{
    /// <summary>The name of the schema of what all problems have.</summary>
    public const string Members = "ProblemMembers";

    public const string Json = """
        {
          "ProblemMembers": {
            "description": "A problem document (RFC 9457).",
            "type": "object",
            "required": ["type", "title", "status", "detail", "code", "retryable", "applied"],
            "additionalProperties": false,
            "properties": {
              "type": { "type": "string" },
              "title": { "type": "string" },
              "status": { "type": "integer" },
              "detail": {
                "description": "What happened, and what to do: for a person.", "type": "string", "minLength": 1
              },
              "instance": { "description": "Over HTTP: the path of the request.", "type": "string" },
              "code": { "description": "A stable code, for a program.", "type": "string" },
              "commandId": { "$ref": "#/components/schemas/Id" },
              "errors": {
                "description": "Each single fault.",
                "type": "array",
                "minItems": 1,
                "items": {
                  "type": "object",
                  "required": ["pointer", "code", "detail"],
                  "additionalProperties": false,
                  "properties": {
                    "pointer": { "description": "A JSON Pointer to the fault (RFC 6901).", "type": "string" },
                    "code": { "type": "string" },
                    "detail": { "type": "string" }
                  }
                }
              },
              "currentVersion": {
                "description": "The current version of the aggregate.", "type": "integer", "minimum": 0
              },
              "eventsSince": {
                "description": "The events since the version that the command names.",
                "type": "array",
                "minItems": 1,
                "items": { "$ref": "#/components/schemas/Event" }
              },
              "trace": { "$ref": "#/components/schemas/Trace" },
              "retryable": {
                "description": "True if the same command may succeed when it is sent again.", "type": "boolean"
              },
              "applied": {
                "description": "Whether the command took effect. If unknown, ask for its outcome by its id.",
                "enum": ["no", "unknown"]
              },
              "traceId": { "description": "Over HTTP: the id of the request in the log.", "type": "string" }
            }
          }
        }
        """;

    /// <summary>
    /// The name of its schema. It has no dot, which generators take for a namespace, beside the schema of all problems.
    /// </summary>
    public static string NameOf(ProblemCode code) => DomainNames.Pascal(code.Name) + "Problem";

    public static JsonObject ByCode()
    {
        var all = ProblemCode.All.Select(code => (JsonValue)Reference(NameOf(code)));
        return JsonObject.Of([
            new("Problem", JsonObject.Empty.With("oneOf", JsonArray.Of([.. all]))),
            .. ProblemCode.All.Select(code => new JsonMember(NameOf(code), Of(code))),
        ]);
    }

    /// <summary>An example of a problem over HTTP.</summary>
    public static JsonObject Example(ProblemCode code, string path)
    {
        var problem = new Problem(code, code.Title + ".");
        return JsonObject.Of(
            new("type", code.Type), new("title", code.Title), new("status", code.Status), new("detail", problem.Detail),
            new("instance", path), new("code", code.Name), new("retryable", problem.IsRetryable),
            new("applied", problem.Applied == Applied.Unknown ? "unknown" : "no"),
            new("traceId", "4bf92f3577b34da6a3ce929d0e0e4736"));
    }

    static JsonObject Of(ProblemCode code)
    {
        var properties = JsonObject.Of(
            Constant("type", code.Type), Constant("title", code.Title), Constant("status", code.Status),
            Constant("code", code.Name));
        return JsonObject.Of(
            new("title", code.Title),
            new("allOf", JsonArray.Of(Reference(Members), JsonObject.Empty.With("properties", properties))));
    }

    static JsonObject Reference(string name) => JsonObject.Empty.With("$ref", Schemas.Place + name);

    static JsonMember Constant(string name, JsonValue value) => new(name, JsonObject.Empty.With("const", value));
}
