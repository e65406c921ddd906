using System.Text.RegularExpressions;
using Patchlog.Json;

namespace Patchlog.Server.Contracts;

/// <summary>Writes the parameters of operations as OpenAPI does.</summary>
sealed partial class ParameterWriter(JsonWriter writer, Schemas schemas)
{
    static readonly Dictionary<string, Parameter> InPaths = new(StringComparer.Ordinal)
    {
        ["tenant"] = new(Place.Path, "tenant", "Tenant", "The tenant that owns the journal.")
        {
            Example = "\"default\"",
        },
        ["type"] = new(Place.Path, "type", "TargetName", "The type of the document."),
        ["id"] = new(Place.Path, "id", "TargetId", "The document."),
        ["name"] = new(Place.Path, "name", "Name", "The name of the command."),
    };

    /// <summary>All parameters of an operation: those of its path first, which the pattern names.</summary>
    public static IEnumerable<Parameter> Of(string pattern, Operation operation) =>
        Placeholder().Matches(pattern).Select(match => match.Groups["name"].Value)
            .Where(name => operation.Parameters.All(parameter => parameter.Name != name))
            .Select(name => InPaths[name] with { IsRequired = true })
            .Concat(operation.Parameters);

    /// <summary>Writes one parameter.</summary>
    public void Write(Parameter parameter)
    {
        writer.BeginObject()
            .Member("name", parameter.Name)
            .Member("in", parameter.In.ToString().ToLowerInvariant())
            .Member("description", parameter.Description)
            .Member("required", parameter.IsRequired);

        if (parameter.Style is { } style)
            writer.Member("style", style).Member("explode", true);

        writer.Member(
            "schema", parameter.Values is { } values ? OneOf(values) : schemas.Reference(parameter.Schema));
        if (parameter.Example is { } example)
            writer.Member("example", JsonValue.Parse(example));

        writer.End();
    }

    static JsonObject OneOf(IReadOnlyCollection<string> values) => JsonObject.Of(
        new("type", "string"), new("enum", JsonArray.Of([.. values.Select(value => (JsonValue)value)])));

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
