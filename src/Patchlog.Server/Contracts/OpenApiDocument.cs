using System.Text.RegularExpressions;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>Writes the table of routes as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0).</summary>
sealed partial class OpenApiDocument(JsonWriter writer, Schemas schemas)
{
    static readonly Dictionary<string, Parameter> InPaths = new(StringComparer.Ordinal)
    {
        ["tenant"] = new(Place.Path, "tenant", "Tenant", "The tenant that owns the journal."),
        ["type"] = new(Place.Path, "type", "TargetName", "The type of the document."),
        ["id"] = new(Place.Path, "id", "TargetId", "The document."),
        ["name"] = new(Place.Path, "name", "Name", "The name of the command."),
    };

    readonly AnswerWriter _answers = new(writer, schemas);

    /// <summary>Writes the document.</summary>
    /// <param name="writer">Takes the document.</param>
    /// <param name="routes">The table of routes.</param>
    /// <param name="limits">The bounds that the document names.</param>
    public static void Write(JsonWriter writer, IReadOnlyList<RouteDescription> routes, IntakeLimits limits)
    {
        var schemas = new Schemas(limits);
        var document = new OpenApiDocument(writer, schemas);

        writer.BeginObject().Member("openapi", "3.1.0").Name("info");
        Info.Write(writer, "Patchlog over HTTP", $"""
            An event-sourced JSON document server. A body is UTF-8 JSON of at most {limits.Json.MaxBytes} bytes, nested
            at most {limits.Json.MaxDepth} deep; a document has at most {limits.Patch.MaxBytes} bytes.

            Every route that answers `GET` answers `HEAD`, and every route answers `OPTIONS`; another method is a 405
            with `Allow`, another path a 404. A request that breaks HTTP itself is refused without a body. Every other
            refusal is a problem document.
            """);
        writer.Name("servers").BeginArray().BeginObject().Member("url", "/").End().End();
        document.WriteTags(routes);

        writer.Name("paths").BeginObject();
        foreach (var route in routes)
            document.WriteRoute(route);

        writer.End().Name("components").BeginObject().Name("schemas");
        schemas.Write(writer);
        writer.End().End();
    }

    void WriteTags(IReadOnlyList<RouteDescription> routes)
    {
        writer.Name("tags").BeginArray();
        foreach (var tag in routes.SelectMany(route => route.Methods).Select(row => row.Operation.Tag).Distinct())
            writer.BeginObject().Member("name", tag).End();
        writer.End();
    }

    void WriteRoute(RouteDescription route)
    {
        writer.Name(route.Pattern).BeginObject();
        foreach (var method in route.Methods)
        {
            var operation = method.Operation;
            writer.Name(method.Method.ToLowerInvariant()).BeginObject()
                .Member("operationId", operation.Id)
                .Member("summary", operation.Summary);
            if (operation.Details is { } details)
                writer.Member("description", details);

            writer.Name("tags").BeginArray().String(operation.Tag).End();
            WriteParameters(route.Pattern, operation);
            WriteRequest(operation);
            _answers.WriteResponses(route.Pattern, method);
            writer.End();
        }

        writer.End();
    }

    void WriteParameters(string pattern, Operation operation)
    {
        var inPath = Placeholder().Matches(pattern).Select(match => match.Groups["name"].Value)
            .Where(name => operation.Parameters.All(parameter => parameter.Name != name))
            .Select(name => InPaths[name] with { IsRequired = true });

        writer.Name("parameters").BeginArray();
        foreach (var parameter in inPath.Concat(operation.Parameters))
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

        writer.End();
    }

    static JsonObject OneOf(IReadOnlyCollection<string> values) => JsonObject.Of(
        new("type", "string"), new("enum", JsonArray.Of([.. values.Select(value => (JsonValue)value)])));

    void WriteRequest(Operation operation)
    {
        if (operation.Takes.Count == 0)
            return;

        writer.Name("requestBody").BeginObject().Member("required", !operation.IsBodyOptional);
        _answers.WriteContents(operation.Takes);
        writer.End();
    }

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
