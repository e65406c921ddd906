using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Schema.Patterns;

namespace Patchlog.Json.Schema.Keywords;

/// <summary>
/// What one schema says of members by their name. Where the schema is silent, its part is empty or null.
/// </summary>
sealed class MemberRules
{
    /// <summary><c>properties</c>.</summary>
    public Dictionary<string, SchemaNode> Named { get; } = new(StringComparer.Ordinal);

    /// <summary><c>patternProperties</c>.</summary>
    public List<(Pattern Pattern, SchemaNode Node)> Patterns { get; } = [];

    /// <summary><c>additionalProperties</c>.</summary>
    public SchemaNode? Additional { get; set; }

    /// <summary><c>propertyNames</c>.</summary>
    public SchemaNode? Names { get; set; }

    /// <summary>Whether a name satisfies <c>propertyNames</c> or not wherever validation came from.</summary>
    public bool HasFixedNames { get; set; } = true;

    /// <summary><c>required</c>.</summary>
    public string[] Required { get; set; } = [];

    public bool IsEmpty =>
        Named.Count == 0 && Patterns.Count == 0 && Additional is null && Names is null && Required.Length == 0;

    public bool HasAllRequired(JsonObject members)
    {
        foreach (var name in Required)
        {
            if (members[name] is null)
                return false;
        }

        return true;
    }
}
