using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>
/// The schemas in <c>cqrs-schema</c> as parts of a larger document: without their own <c>$schema</c> and <c>$id</c>,
/// and with references to their new place.
/// </summary>
static class PublishedSchemas
{
    const string Command = Schemas.Place + "Command";
    const string JsonPatch = Schemas.Place + "JsonPatch";

    public static JsonObject Read(string file)
    {
        var schema = (JsonObject)JsonValue.Parse(Resources.Read($"cqrs-schema/{file}"));
        var home = file == "command.json" ? Command : JsonPatch;
        return (JsonObject)Moved(schema.Without("$schema").Without("$id"), home);
    }

    static JsonValue Moved(JsonValue value, string home)
    {
        switch (value)
        {
            case JsonObject schema:
                var members = new List<JsonMember>();
                foreach (var (name, member) in schema)
                    members.Add(new(name, name == "$ref" && member is JsonString { Value: var reference }
                        ? MovedReference(reference, home)
                        : Moved(member, home)));
                return JsonObject.Of([.. members]);
            case JsonArray array:
                var items = new List<JsonValue>();
                foreach (var item in array)
                    items.Add(Moved(item, home));
                return JsonArray.Of([.. items]);
            default:
                return value;
        }
    }

    static string MovedReference(string reference, string home) => reference switch
    {
        ['#', .. var pointer] => home + pointer,
        "json-patch.json" => JsonPatch,
        _ => throw new InvalidOperationException($"A schema refers to {reference}, which is not published."),
    };
}
