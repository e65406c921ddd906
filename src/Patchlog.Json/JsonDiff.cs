namespace Patchlog.Json;

/// <summary>The difference of two documents as a JSON Patch.</summary>
public static class JsonDiff
{
    /// <summary>A patch that makes <paramref name="to"/> of <paramref name="from"/>; empty if they are equal.</summary>
    public static JsonPatch Compute(JsonValue from, JsonValue to) => throw new NotSupportedException("Follows.");
}
