namespace Patchlog.Json;

/// <summary>One member of an object.</summary>
/// <param name="Name">Any string of well-formed Unicode without U+0000, the empty one included.</param>
/// <param name="Value">Never a C# null: see <see cref="JsonValue.Null"/>.</param>
public readonly record struct JsonMember(string Name, JsonValue Value);
