using System.Text.RegularExpressions;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>
/// The schemas that both documents have under <c>components</c>, by name. They use only what JSON Schema 2020-12 and
/// draft 7 (AsyncAPI) have in common, and are closed where the server alone decides what is in an object.
/// </summary>
sealed partial class Schemas
{
    /// <summary>The place of the schemas in a document.</summary>
    public const string Place = "#/components/schemas/";

    readonly Dictionary<string, JsonValue> _byName = new(StringComparer.Ordinal);
    readonly HashSet<string> _referenced = new(StringComparer.Ordinal);

    public Schemas(IntakeLimits limits)
    {
        Add(PublishedSchemas.Json);
        Add(WordSchemas.Json);
        Add(DocumentSchemas.Json);
        Add(QuerySchemas.Json);
        Add(OutcomeSchemas.Json(limits));
        Add(BundleSchemas.Json);
        Add(ProcessSchemas.Json);
        Add(ProblemSchemas.Json);
        Add(ProblemSchemas.ByCode());
        Add(FrameTable.Schemas(limits));
    }

    /// <summary>
    /// Adds the schemas of a bundle, which refer to each other only; the document will have them all.
    /// </summary>
    public void AddDefinitions(IEnumerable<KeyValuePair<string, JsonValue>> definitions)
    {
        foreach (var (name, schema) in definitions)
        {
            _byName.Add(name, schema);
            _referenced.Add(name);
        }
    }

    /// <summary>Adds a schema that is made of others.</summary>
    public void Add(string name, JsonValue schema) => _byName.Add(name, schema);

    /// <summary>Whether there is a schema of that name.</summary>
    public bool Knows(string name) => _byName.ContainsKey(name);

    /// <summary>Makes a reference to a schema; the document will have that schema.</summary>
    /// <exception cref="InvalidOperationException">There is none of that name.</exception>
    public JsonValue Reference(string name)
    {
        if (!_byName.TryGetValue(name, out var schema))
            throw new InvalidOperationException($"There is no schema {name}.");

        if (_referenced.Add(name))
            foreach (Match next in Referred().Matches(schema.ToString()))
                Reference(next.Groups["name"].Value);

        return JsonObject.Empty.With("$ref", Place + name);
    }

    /// <summary>
    /// Writes the schemas that were referred to, directly or by each other, in the order of their names.
    /// </summary>
    public void Write(JsonWriter writer)
    {
        var portable = new PortableSchema(mayOpen: !_byName.Values.Any(Counts));

        writer.BeginObject();
        foreach (var name in _referenced.Order(StringComparer.Ordinal))
        {
            var schema = _byName[name];
            writer.Member(name, schema.Depth > ContractLimits.MaxPortableDepth ? schema : portable.Of(schema));
        }

        writer.End();
    }

    // In doubt it does.
    static bool Counts(JsonValue schema) => schema.ToString().Contains("\"unevaluated", StringComparison.Ordinal);

    void Add(string json) => Add((JsonObject)JsonValue.Parse(json));

    void Add(JsonObject schemas)
    {
        foreach (var (name, schema) in schemas)
            _byName.Add(name, schema);
    }

    [GeneratedRegex("\"\\$ref\":\"#/components/schemas/(?<name>[A-Za-z0-9._-]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Referred();
}
