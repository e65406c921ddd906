using System.Text.Json;

namespace Patchlog.Server.Tests.Harness;

/// <summary>Command envelopes of one tenant as JSON text, on targets named <c>orders</c>.</summary>
public sealed class Envelopes(string tenant)
{
    /// <summary>Creates an aggregate; its <c>targetId</c> is in the body or generated.</summary>
    public string Create(string body, string? id = null, string more = "") => Envelope("create", null, body, id, more);

    /// <summary>Patches with an array of operations, or merges with an object.</summary>
    public string Patch(string targetId, string patch, string? id = null, string more = "") =>
        Envelope("patch", targetId, patch, id, more);

    /// <summary>Deletes.</summary>
    public string Delete(string targetId, string? id = null, string more = "") =>
        Envelope("delete", targetId, null, id, more);

    /// <summary>Appends a value to the array <c>log</c>: each such command leaves its mark in the state.</summary>
    public string Log(string targetId, string entry, string? id = null, string more = "") =>
        Patch(targetId, $$"""[{"op":"add","path":"/log/-","value":"{{entry}}"}]""", id, more);

    /// <param name="type">The type of the command.</param>
    /// <param name="targetId">Left out if null, like the body and the id.</param>
    /// <param name="body">JSON.</param>
    /// <param name="id">The command's id.</param>
    /// <param name="more">Further members as JSON, such as <c>"targetVersion":1</c>.</param>
    string Envelope(string type, string? targetId, string? body, string? id, string more)
    {
        IEnumerable<string> members =
        [
            Member("type", type), Member("tenant", tenant), Member("targetName", "orders"),
            Member("targetId", targetId), Member("id", id), body is null ? "" : $"\"body\":{body}", more,
        ];
        return $"{{{string.Join(',', members.Where(member => member.Length > 0))}}}";
    }

    static string Member(string name, string? value) =>
        value is null ? "" : $"\"{name}\":{JsonSerializer.Serialize(value)}";
}
