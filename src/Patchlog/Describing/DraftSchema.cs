using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Describing;

/// <summary>
/// What a document must be when it is sent: the same as when it is stored, but its <c>id</c> may be missing, because
/// the server knows it or makes one.
/// </summary>
/// <param name="definitions">What references lead to.</param>
/// <param name="place">What stands before a name in a reference.</param>
sealed class DraftSchema(ImmutableSortedDictionary<string, JsonValue> definitions, string place)
{
    static readonly JsonValue Id = "id";

    /// <summary>Takes everything out of a definition by which a document without its id could be refused.</summary>
    public JsonValue Of(string name)
    {
        if (definitions[name] is not JsonObject schema)
            return definitions[name];

        var draft = schema;
        foreach (var (keyword, value) in schema)
        {
            switch (keyword)
            {
                case "required" when value is JsonArray required:
                    draft = draft.With(keyword, Without(required));
                    break;
                case "$ref" or "allOf" or "anyOf" or "oneOf" or "not" or "if" or "then" or "else" or "dependentSchemas"
                    or "dependentRequired" or "minProperties" or "const" or "enum":
                    if (NeedsId(JsonObject.Empty.With(keyword, value)))
                        draft = draft.Without(keyword).Without("unevaluatedProperties");

                    break;
            }
        }

        // A condition means nothing without its parts, and its parts nothing without it.
        return draft["if"] is null ? draft.Without("then").Without("else") : draft;
    }

    static JsonArray Without(JsonArray names)
    {
        var others = new List<JsonValue>();
        foreach (var name in names)
        {
            if (name != Id)
                others.Add(name);
        }

        return JsonArray.Of([.. others]);
    }

    /// <summary>
    /// Whether a document may fit the schema with an id, and not without one. In doubt, it may. It looks at what is
    /// applied to the document itself.
    /// </summary>
    bool NeedsId(JsonValue schema)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<JsonValue>([schema]);
        while (open.TryPop(out var value))
        {
            if (value is not JsonObject members)
                continue;

            foreach (var (keyword, inside) in members)
            {
                switch (keyword)
                {
                    case "required" when Mentions(inside):
                    case "not" or "if" or "oneOf" or "minProperties" or "const" or "enum" or "dependentRequired":
                        return true;
                    case "$ref" when inside is JsonString { Value: var reference }:
                        if (seen.Add(reference))
                            open.Push(definitions[reference[place.Length..]]);

                        break;
                    case "then" or "else":
                        open.Push(inside);
                        break;
                    case "allOf" or "anyOf" when inside is JsonArray parts:
                        foreach (var part in parts)
                            open.Push(part);

                        break;
                    case "dependentSchemas" when inside is JsonObject dependent:
                        foreach (var (_, part) in dependent)
                            open.Push(part);

                        break;
                }
            }
        }

        return false;
    }

    static bool Mentions(JsonValue names)
    {
        foreach (var name in names as JsonArray ?? JsonArray.Empty)
        {
            if (name == Id)
                return true;
        }

        return false;
    }
}
