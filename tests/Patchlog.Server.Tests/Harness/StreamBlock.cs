using System.Text.Json;

namespace Patchlog.Server.Tests.Harness;

/// <summary>One block of a stream of Server-Sent Events: the lines before an empty one.</summary>
public sealed record StreamBlock(IReadOnlyList<string> Lines)
{
    /// <summary>What a browser would come back with; null if that stays what it was.</summary>
    public string? Id => Field("id");

    /// <summary>The name of a control event; <c>message</c> for an event, <c>comment</c> for what only shows life.</summary>
    public string Type => Lines.All(line => line.StartsWith(':')) ? "comment" : Field("event") ?? "message";

    /// <summary>What it says.</summary>
    public JsonElement Data => JsonExpectations.Read(Field("data") ?? "null");

    /// <summary>The value of a field, or null.</summary>
    public string? Field(string name) =>
        Lines.FirstOrDefault(line => line.StartsWith($"{name}: ", StringComparison.Ordinal))?[(name.Length + 2)..];
}
