using System.Text;
using Patchlog.Json;

namespace Patchlog.Describing.TypeScript;

/// <summary>The types of objects: their members, and what else they may have.</summary>
static class ObjectTypes
{
    /// <summary>The type of the objects that a schema accepts.</summary>
    public static TypeText Of(JsonObject schema, SchemaTypes types)
    {
        var required = Required(schema);
        var properties = schema["properties"] as JsonObject ?? JsonObject.Empty;
        var (text, seen) = (new StringBuilder(), new List<TypeText>());
        foreach (var (name, property) in properties)
        {
            var isOptional = !required.Contains(name);
            var type = isOptional && Names.IsOfEveryObject(name)
                ? TypeText.Unknown.Remark("Every object has this name.")
                : types.OfContent(property);
            seen.Add(type);
            if (isOptional)
                seen.Add(new("undefined"));

            text.Append(Comment.Of(property))
                .Append(Names.OfMember(name)).Append(isOptional ? "?: " : ": ").Append(type.Text).Append(";\n");
        }

        foreach (var name in required.Where(name => properties[name] is null))
        {
            seen.Add(TypeText.Unknown);
            text.Append(Names.OfMember(name)).Append(": unknown;\n");
        }

        if (FindOthers(schema, seen, types) is { } others)
        {
            if (text.Length == 0)
                return new($"{{ [name: string]: {others.Text} }}") { IsTrivial = others.Text == "unknown" };

            text.Append("[name: string]: ").Append(others.Text).Append(";\n");
        }

        return text.Length == 0
            ? new("{ [name: string]: never }")
            : new($"{{\n  {text.ToString().TrimEnd('\n').Replace("\n", "\n  ", StringComparison.Ordinal)}\n}}",
                TypeForm.Members);
    }

    // In the order of the schema, since an ordered set that nothing is taken from enumerates so.
    static HashSet<string> Required(JsonObject schema)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (schema["required"] is JsonArray required)
        {
            foreach (var name in required)
            {
                if (name is JsonString { Value: var text })
                    names.Add(text);
            }
        }

        return names;
    }

    /// <summary>
    /// What members may be that are not named: all types together, since an index signature holds for those that are
    /// named, too. Null if there are no others.
    /// </summary>
    static TypeText? FindOthers(JsonObject schema, List<TypeText> named, SchemaTypes types)
    {
        var others = new List<TypeText>();
        if (schema["patternProperties"] is JsonObject patterns)
        {
            foreach (var (_, pattern) in patterns)
                others.Add(types.OfContent(pattern));
        }

        switch (schema["additionalProperties"])
        {
            case JsonBoolean { Value: false }:
                break;
            case null when schema["unevaluatedProperties"] is JsonBoolean { Value: false }:
                break;
            case { } additional:
                others.Add(types.OfContent(additional));
                break;
            default:
                return TypeText.Unknown;
        }

        if (others.Count == 0)
            return null;

        others.AddRange(named);
        var all = TypeText.Union(others);

        // Written out in full, types within types would grow with every level.
        return all.Text.Length <= DescribingLimits.MaxRepeatedType || named.Count == 0 ? all : TypeText.Unknown;
    }
}
