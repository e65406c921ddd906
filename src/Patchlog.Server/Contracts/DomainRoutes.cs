using Patchlog.Bundles;
using Patchlog.Describing;
using Patchlog.Json;

namespace Patchlog.Server.Contracts;

/// <summary>
/// The routes that a bundle adds to the contract: those of each type with a schema, and of each command with a
/// handler. The server has no such routes; the general ones answer, and this says what they take and give for one type.
/// </summary>
sealed class DomainRoutes
{
    const string SearchWhole = "WholeSearch";

    readonly Schemas _schemas;
    readonly Dictionary<string, (string Pattern, MethodDescription Method)> _general;
    readonly HashSet<string> _ids;
    readonly List<DomainRoute> _routes = [];

    DomainRoutes(IReadOnlyList<RouteDescription> routes, Schemas schemas)
    {
        _schemas = schemas;
        _general = routes
            .SelectMany(route => route.Methods.Select(method => (route.Pattern, Method: method)))
            .ToDictionary(row => row.Method.Operation.Id, StringComparer.Ordinal);
        _ids = [.. _general.Keys];
    }

    /// <summary>Describes the routes, and adds what they need to the schemas.</summary>
    public static IReadOnlyList<DomainRoute> Of(
        IReadOnlyList<RouteDescription> routes, Bundle bundle, Schemas schemas)
    {
        if (bundle.Types.IsEmpty)
            return [];

        var contract = BundleContract.Of(bundle, DomainNames.Style);
        schemas.AddDefinitions(contract.Definitions);
        schemas.Add(SearchWhole, JsonValue.Parse(
            """
            {
              "description": "A search without fields: the documents come whole.",
              "allOf": [{ "$ref": "#/components/schemas/Search" }, { "properties": { "fields": false } }]
            }
            """));

        var domain = new DomainRoutes(routes, schemas);
        foreach (var type in contract.Types)
        {
            if (type.Document is { } document)
                domain.AddDocuments(contract, type.Name.Value, document);

            foreach (var command in type.Commands)
                domain.AddCommand(type, command);
        }

        return domain._routes;
    }

    void AddDocuments(BundleContract contract, string type, string document)
    {
        AddSchemas(type, document, contract.DraftOf(document));
        Add(type, $"/v1/{{tenant}}/{type}",
            ("queryDocuments", "query"), ("createDocument", "create"));
        Add(type, $"/v1/{{tenant}}/{type}/search", ("searchDocuments", "search"));
        Add(type, $"/v1/{{tenant}}/{type}/{{id}}",
            ("getDocument", "get"), ("putDocument", "put"), ("patchDocument", "patch"), ("deleteDocument", "delete"));
    }

    void AddSchemas(string type, string document, JsonValue draft)
    {
        var reference = _schemas.Reference(document);
        _schemas.Add(DomainNames.Draft + type, JsonObject.Of(
            new("description", $"A document of {type} to send; the server knows its id, or makes one."),
            new("allOf", JsonArray.Of(draft, _schemas.Reference("NewDocument")))));
        _schemas.Add(DomainNames.Stored + type, JsonObject.Of(
            new("description", $"A document of {type} as the schema of the bundle has it; an older one may differ."),
            new("allOf", JsonArray.Of(reference, _schemas.Reference("Document")))));

        var body = JsonObject.Empty.With(
            "anyOf", JsonArray.Of(reference, JsonObject.Empty.With("type", "null")));
        var items = JsonObject.Of(
            new("type", "array"),
            new("items", AllOf(_schemas.Reference("DocumentItem"), OfMember("body", body))));
        _schemas.Add(DomainNames.Page + type, JsonObject.Of(
            new("description", $"A page of {type}."),
            new("allOf", JsonArray.Of(
                _schemas.Reference("DocumentPage"), OfMember("items", items)))));

        static JsonObject AllOf(JsonValue one, JsonValue other) =>
            JsonObject.Empty.With("allOf", JsonArray.Of(one, other));

        static JsonObject OfMember(string name, JsonValue schema) =>
            JsonObject.Empty.With("properties", JsonObject.Empty.With(name, schema));
    }

    /// <summary>The schema of what rejects a command; null if no code is known.</summary>
    string? AddRejection(string type, CommandContract command)
    {
        if (command.Rejections.Codes is not { IsEmpty: false } codes)
            return null;

        var known = Schema("enum", JsonArray.Of([.. codes.Select(code => (JsonValue)code)]));
        var code = command.Rejections.IsComplete
            ? known
            : Schema("anyOf", JsonArray.Of(known, Schema("type", "string")));
        var errors = Schema("items", Schema("properties", Schema("code", code)));

        var schema = FreeName($"{DomainNames.Rejection}{type}-{command.Name}");
        _schemas.Add(schema, JsonObject.Of(
            new("description", $"{command.Name} of {type} is rejected. The code says why."),
            new("allOf", JsonArray.Of(
                _schemas.Reference(ProblemSchemas.NameOf(ProblemCode.Rejected)),
                Schema("properties", Schema("errors", errors))))));

        return schema;

        static JsonObject Schema(string keyword, JsonValue value) => JsonObject.Empty.With(keyword, value);
    }

    void AddCommand(TypeContract type, CommandContract command)
    {
        var name = type.Name.Value;
        var rejection = AddRejection(name, command);
        foreach (var (pattern, general, verb) in (ReadOnlySpan<(string, string, string)>)
            [
                ($"/v1/{{tenant}}/{name}/commands/{command.Name}", "startWithCommand", "start"),
                ($"/v1/{{tenant}}/{name}/{{id}}/commands/{command.Name}", "sendCommand", "send"),
            ])
        {
            var method = Describe(name, general, FreeId(verb + DomainNames.Pascal(name, command.Name)));
            var operation = method.Operation with
            {
                Takes = command.Arguments is { } arguments
                    ? [new(Shared.Json, arguments)]
                    : method.General.Operation.Takes,
                Gives = _schemas.Knows(DomainNames.Stored + name)
                    ? method.Operation.Gives
                    : [.. method.General.Operation.Gives.Select(WithoutExamples)],
            };
            _routes.Add(new(pattern, [method with { Operation = operation, Rejection = rejection }]));
        }
    }

    void Add(string type, string pattern, params ReadOnlySpan<(string General, string Verb)> operations)
    {
        var methods = new List<DomainMethod>(operations.Length);
        foreach (var (general, verb) in operations)
            methods.Add(Describe(type, general, FreeId(verb + DomainNames.Pascal(type))));

        _routes.Add(new(pattern, methods));
    }

    /// <summary>A general operation for documents of one type.</summary>
    DomainMethod Describe(string type, string id, string ownId)
    {
        var (pattern, method) = _general[id];
        var general = method.Operation;
        var operation = general with
        {
            Id = ownId,
            Tag = type,
            Summary = $"{type}: {general.Summary}",
            Parameters = [.. general.Parameters.Where(parameter => parameter.Name != "fields")],
            Takes = [.. general.Takes.Select(content => Retype(content, type))],
            Gives = [.. general.Gives.Select(response => response with
            {
                Content = [.. response.Content.Select(content => Retype(content, type))],
            })],
        };

        return new(pattern, method, operation);
    }

    // The examples are those of documents in general.
    static Content Retype(Content content, string type) => new(content.MediaType, content.Schema switch
    {
        "NewDocument" => DomainNames.Draft + type,
        "Document" => DomainNames.Stored + type,
        "DocumentPage" => DomainNames.Page + type,
        "Search" => SearchWhole,
        var other => other,
    });

    static Response WithoutExamples(Response response) => response with
    {
        Content = [.. response.Content.Select(content => new Content(content.MediaType, content.Schema))],
    };

    // Both may have the hyphen in them that stands between a type and a command.
    string FreeName(string wanted)
    {
        var name = wanted;
        for (var number = 2; _schemas.Knows(name); number++)
            name = $"{wanted}_{number}";

        return name;
    }

    // Types may differ in what separates their words.
    string FreeId(string wanted)
    {
        var id = wanted;
        for (var number = 2; !_ids.Add(id); number++)
            id = $"{wanted}_{number}";

        return id;
    }
}
