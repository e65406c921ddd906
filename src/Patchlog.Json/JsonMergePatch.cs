namespace Patchlog.Json;

/// <summary>JSON Merge Patch (RFC 7396).</summary>
public static class JsonMergePatch
{
    /// <summary>The target with the patch merged in. Parts that the patch does not name are shared.</summary>
    public static JsonValue Apply(JsonValue target, JsonValue patch) => throw new NotSupportedException("Follows.");
}
