using Patchlog.Json;

namespace Patchlog;

/// <summary>Reads members of JSON objects that this server has written, or whose shape is judged elsewhere.</summary>
static class JsonMembers
{
    /// <summary>The text of a member; null if it is absent, or no string.</summary>
    public static string? TextOf(this JsonObject json, string member) => (json[member] as JsonString)?.Value;

    /// <summary>The number of a member; null if it is absent, or no integer of 64 bits.</summary>
    public static long? IntegerOf(this JsonObject json, string member) =>
        json[member] is JsonNumber number && number.TryGetInt64(out var value) ? value : null;
}
