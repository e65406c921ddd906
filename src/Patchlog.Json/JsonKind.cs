namespace Patchlog.Json;

/// <summary>The seven things a JSON text can say (RFC 8259 §3); the two booleans count apart.</summary>
public enum JsonKind : byte
{
    /// <summary>The literal <c>null</c>.</summary>
    Null,

    /// <summary>The literal <c>false</c>.</summary>
    False,

    /// <summary>The literal <c>true</c>.</summary>
    True,

    /// <summary>A number, kept as its literal: see <see cref="JsonNumber"/>.</summary>
    Number,

    /// <summary>A string of well-formed Unicode: see <see cref="JsonString"/>.</summary>
    String,

    /// <summary>An ordered list of values: see <see cref="JsonArray"/>.</summary>
    Array,

    /// <summary>Named members in written order: see <see cref="JsonObject"/>.</summary>
    Object,
}
