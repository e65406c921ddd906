using Patchlog.Json;
using Patchlog.Searching;

namespace Patchlog.Journal.Sqlite;

/// <summary>A declared index. Immutable.</summary>
/// <param name="Number">The index's number, never used again.</param>
/// <param name="Path">The path in the body.</param>
sealed record SqliteIndex(long Number, JsonPointer Path)
{
    /// <summary>The index of a row.</summary>
    /// <param name="number">The number.</param>
    /// <param name="path">The path as text.</param>
    public static SqliteIndex Of(long number, string path) => JsonPointer.TryParse(path, out var pointer)
        ? new(number, pointer)
        : throw new InvalidDataException($"The table indexes has \"{path}\", which is no path.");

    /// <summary>The key of a living document.</summary>
    public string KeyOf(JsonObject body) => ValueKey.Of(Path.Evaluate(body));
}
