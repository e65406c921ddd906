using Patchlog.Json;
using Patchlog.Json.Schema;

namespace Patchlog.Bench.Schema;

/// <summary>The order, and one with a wrong line, validated by Patchlog.Json.</summary>
sealed class OurOrder
{
    readonly JsonValue _schemaDocument = Read("order.schema.json");
    readonly JsonObject _order = (JsonObject)Read("order.json");
    readonly JsonObject _broken;
    readonly JsonSchema _schema;

    public OurOrder()
    {
        _schema = Compile();
        var lines = (JsonArray)(_order["lines"] ?? JsonValue.Null);
        var wrong = ((JsonObject)lines[^1]).With("quantity", 0);
        _broken = _order.With("lines", JsonArray.Of([.. lines.Items[..^1], wrong]));
    }

    public bool Validate() => _schema.IsValid(_order);

    public bool ValidateBroken() => _schema.IsValid(_broken);

    public JsonSchema Compile() => JsonSchema.TryCompile(_schemaDocument, SchemaOptions.Default, out var schema, out _)
        ? schema
        : throw new InvalidOperationException("The schema of the benchmark is broken.");

    static JsonValue Read(string name) =>
        JsonValue.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "schema", name)));
}
