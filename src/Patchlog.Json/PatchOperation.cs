using Patchlog.Json.Values;

namespace Patchlog.Json;

/// <summary>The six operations of JSON Patch (RFC 6902 §4).</summary>
public enum PatchOperationKind
{
    /// <summary>Sets a member or inserts an element (§4.1).</summary>
    Add,

    /// <summary>Removes a value that exists (§4.2).</summary>
    Remove,

    /// <summary>Replaces a value that exists (§4.3).</summary>
    Replace,

    /// <summary>Removes a value and adds it elsewhere (§4.4).</summary>
    Move,

    /// <summary>Adds a value that exists elsewhere (§4.5).</summary>
    Copy,

    /// <summary>Demands that a value be equal to another (§4.6).</summary>
    Test,
}

/// <summary>One operation of a <see cref="JsonPatch"/>.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Path">Where.</param>
/// <param name="From">Where the value comes from; null unless this is a move or a copy.</param>
/// <param name="Value">The value; null unless this is an add, a replace or a test.</param>
/// <param name="Document">The operation as it was sent, members that RFC 6902 does not name included.</param>
public sealed record PatchOperation(
    PatchOperationKind Kind, JsonPointer Path, JsonPointer? From, JsonValue? Value, JsonObject Document)
{
    static readonly JsonShape PathShape = JsonObject.Of(new("op", ""), new("path", "")).Shape;
    static readonly JsonShape ValueShape = JsonObject.Of(new("op", ""), new("path", ""), new("value", "")).Shape;

    static readonly JsonString AddWord = JsonString.From("add");
    static readonly JsonString RemoveWord = JsonString.From("remove");
    static readonly JsonString ReplaceWord = JsonString.From("replace");

    /// <summary>Sets the member, or inserts the element, at a place.</summary>
    /// <exception cref="ArgumentException">The path has a lone surrogate or U+0000.</exception>
    public static PatchOperation Add(JsonPointer path, JsonValue value) =>
        Make(PatchOperationKind.Add, AddWord, path, value);

    /// <summary>Replaces the value at a place.</summary>
    /// <exception cref="ArgumentException">The path has a lone surrogate or U+0000.</exception>
    public static PatchOperation Replace(JsonPointer path, JsonValue value) =>
        Make(PatchOperationKind.Replace, ReplaceWord, path, value);

    /// <summary>Removes the value at a place.</summary>
    /// <exception cref="ArgumentException">The path has a lone surrogate or U+0000.</exception>
    public static PatchOperation Remove(JsonPointer path)
    {
        ArgumentNullException.ThrowIfNull(path);
        JsonMember[] members = [new("op", RemoveWord), new("path", path.ToString())];
        return new PatchOperation(
            PatchOperationKind.Remove, path, From: null, Value: null, new JsonObject(members, PathShape));
    }

    static PatchOperation Make(PatchOperationKind kind, JsonString word, JsonPointer path, JsonValue value)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(value);
        JsonMember[] members = [new("op", word), new("path", path.ToString()), new("value", value)];
        return new PatchOperation(kind, path, From: null, value, new JsonObject(members, ValueShape));
    }
}
