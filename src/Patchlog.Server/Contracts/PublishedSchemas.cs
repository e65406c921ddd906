using System.Collections.Frozen;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>
/// The schemas in <c>cqrs-schema</c> as parts of a larger document: without their own <c>$schema</c> and <c>$id</c>,
/// and each of their definitions under a name of its own. Generators of clients follow no reference into a schema.
/// </summary>
static class PublishedSchemas
{
    const string CommandFile = "command.json";
    const string PatchFile = "json-patch.json";

    static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [CommandFile] = "Command",
        [$"{CommandFile}#/$defs/name"] = "Name",
        [$"{CommandFile}#/$defs/id"] = "Id",
        [$"{CommandFile}#/$defs/targetId"] = "TargetId",
        [PatchFile] = "JsonPatch",
        [$"{PatchFile}#/$defs/operation"] = "PatchOperation",
        [$"{PatchFile}#/$defs/pointer"] = "Pointer",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All of them by name, and what a command says of the name of its target.</summary>
    public static JsonObject Json { get; } = Read();

    static JsonObject Read()
    {
        var schemas = JsonObject.Empty;
        foreach (var file in (string[])[CommandFile, PatchFile])
        {
            var schema = (JsonObject)Moved(JsonValue.Parse(Resources.Read($"cqrs-schema/{file}")), file);
            schemas = schemas.With(Names[file], schema.Without("$schema").Without("$id").Without("$defs"));

            foreach (var (name, definition) in Member(schema, "$defs"))
                schemas = schemas.With(NameOf($"{file}#/$defs/{name}"), definition);
        }

        return schemas.With("TargetName", Member(Member(Member(schemas, "Command"), "properties"), "targetName"));
    }

    static JsonObject Member(JsonObject schema, string name) => schema[name] as JsonObject
        ?? throw new InvalidOperationException($"A published schema has no {name}.");

    static JsonValue Moved(JsonValue value, string file)
    {
        switch (value)
        {
            case JsonObject schema:
                var members = new List<JsonMember>();
                foreach (var (name, member) in schema)
                    members.Add(new(name, name == "$ref" && member is JsonString { Value: var reference }
                        ? Schemas.Place + NameOf(reference.StartsWith('#') ? file + reference : reference)
                        : Moved(member, file)));
                return JsonObject.Of([.. members]);
            case JsonArray array:
                var items = new List<JsonValue>();
                foreach (var item in array)
                    items.Add(Moved(item, file));
                return JsonArray.Of([.. items]);
            default:
                return value;
        }
    }

    static string NameOf(string place) => Names.TryGetValue(place, out var name)
        ? name
        : throw new InvalidOperationException($"{place} has no name in the contracts.");
}
