namespace Patchlog.Describing.TypeScript;

/// <summary>The kinds of JSON values that a type may have, as a set.</summary>
[Flags]
enum ValueKinds
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Number = 4,
    String = 8,
    Array = 16,
    Object = 32,
    All = Null | Boolean | Number | String | Array | Object,
}
