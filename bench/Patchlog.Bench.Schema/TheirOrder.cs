using System.Text.Json;

namespace Patchlog.Bench.Schema;

/// <summary>The order, validated by JsonSchema.Net.</summary>
sealed class TheirOrder : IDisposable
{
    readonly global::Json.Schema.JsonSchema _schema = global::Json.Schema.JsonSchema.FromText(Read("order.schema.json"));
    readonly JsonDocument _order = JsonDocument.Parse(Read("order.json"));

    public bool Validate() => _schema.Evaluate(_order.RootElement).IsValid;

    public void Dispose() => _order.Dispose();

    static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schema", name));
}
