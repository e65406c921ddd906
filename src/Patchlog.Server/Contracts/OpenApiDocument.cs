using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>Writes the table of routes as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0).</summary>
sealed class OpenApiDocument(JsonWriter writer, Schemas schemas)
{
    readonly AnswerWriter _answers = new(writer, schemas);
    readonly ParameterWriter _parameters = new(writer, schemas);

    /// <summary>Writes the document.</summary>
    /// <param name="writer">Takes the document.</param>
    /// <param name="routes">The table of routes.</param>
    /// <param name="bundle">What was injected: each of its types gets routes of its own.</param>
    /// <param name="limits">The bounds that the document names.</param>
    /// <param name="prefix">The path at which a proxy offers the server; empty for none.</param>
    public static void Write(
        JsonWriter writer, IReadOnlyList<RouteDescription> routes, Bundle bundle, IntakeLimits limits, string prefix)
    {
        var schemas = new Schemas(limits);
        var domain = DomainRoutes.Of(routes, bundle, schemas);
        var document = new OpenApiDocument(writer, schemas);

        writer.BeginObject().Member("openapi", "3.1.0").Name("info");
        Info.Write(writer, "Patchlog over HTTP", $"""
            An event-sourced JSON document server. A body is UTF-8 JSON of at most {limits.Json.MaxBytes} bytes, nested
            at most {limits.Json.MaxDepth} deep; a document that is created or replaced has at most
            {limits.Document.MaxBytes} bytes and {limits.Document.MaxValues} values, and so has what a patch makes.

            Every route that answers `GET` answers `HEAD`, and every route answers `OPTIONS`; another method is a 405
            with `Allow`, another path a 404. A request that breaks HTTP itself is refused without a body. Every other
            refusal is a problem document.
            """);
        writer.Name("servers").BeginArray().BeginObject().Member("url", prefix.Length == 0 ? "/" : prefix).End().End();

        // What most clients need comes first: documents before commands as such.
        document.WriteTags(
            domain.SelectMany(route => route.Methods).Select(method => method.Operation.Tag)
                .Append(CollectionOperations.Tag)
                .Concat(routes.SelectMany(route => route.Methods).Select(row => row.Operation.Tag)));

        writer.Name("paths").BeginObject();
        foreach (var route in routes)
            document.WriteRoute(route);

        var domainWriter = new DomainRouteWriter(writer, document._answers, document._parameters);
        foreach (var route in domain)
            domainWriter.Write(route);

        writer.End().Name("components").BeginObject();
        domainWriter.WriteComponents();
        writer.Name("schemas");
        schemas.Write(writer);
        writer.End().End();
    }

    void WriteTags(IEnumerable<string> tags)
    {
        writer.Name("tags").BeginArray();
        foreach (var tag in tags.Distinct())
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
            writer.Name("parameters").BeginArray();
            foreach (var parameter in ParameterWriter.Of(route.Pattern, operation))
                _parameters.Write(parameter);

            writer.End();
            WriteRequest(operation);
            _answers.WriteResponses(route.Pattern, method);
            writer.End();
        }

        writer.End();
    }

    void WriteRequest(Operation operation)
    {
        if (operation.Takes.Count == 0)
            return;

        writer.Name("requestBody").BeginObject().Member("required", !operation.IsBodyOptional);
        _answers.WriteContents(operation.Takes);
        writer.End();
    }
}
