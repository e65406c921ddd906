using Patchlog.Json;

namespace Patchlog.Server.Contracts;

/// <summary>The description of a frame of the WebSocket, which <c>/asyncapi.json</c> and the tests use.</summary>
/// <param name="From">Who sends it.</param>
/// <param name="Name">Its <c>type</c>.</param>
/// <param name="Summary">One line.</param>
/// <param name="Example">An example, as JSON.</param>
sealed record Frame(Sender From, string Name, string Summary, string Example)
{
    /// <summary>The members beside <c>type</c>, as a JSON object of schemas.</summary>
    public string Members { get; init; } = "{}";

    /// <summary>The members that are required.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>The names of the frames that answer it.</summary>
    public IReadOnlyList<string> Answers { get; init; } = [];

    /// <summary>The name of its schema; by default a schema of its own, made from the members.</summary>
    public string Schema { get => field ?? $"Frame.{Name}"; init; }

    /// <summary>True if the schema is made from the members.</summary>
    public bool HasOwnSchema => Schema == $"Frame.{Name}";

    /// <summary>The schema of the members.</summary>
    public JsonObject ToSchema()
    {
        var required = Required.Prepend("type").Select(name => (JsonValue)name);
        JsonMember type = new("type", JsonObject.Empty.With("const", Name));
        return JsonObject.Of(
            new("title", Name), new("description", Summary), new("type", "object"),
            new("required", JsonArray.Of([.. required])), new("additionalProperties", false),
            new("properties", JsonObject.Of([type, .. ((JsonObject)JsonValue.Parse(Members)).Members])));
    }
}
