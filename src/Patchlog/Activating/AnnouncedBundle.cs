using Patchlog.Json;

namespace Patchlog.Activating;

/// <summary>A bundle as the database tells of it. Immutable.</summary>
/// <param name="Digest">Which it is.</param>
/// <param name="Source">Where it came from, as people know it; null if that is not known.</param>
/// <param name="Commit">The commit it is of, where its source has commits.</param>
sealed record AnnouncedBundle(string Digest, string? Source, string? Commit)
{
    /// <summary>The bundle of which an object has the members; null if there is none.</summary>
    public static AnnouncedBundle? Find(JsonValue? json) =>
        json is JsonObject members && members.TextOf("digest") is { } digest
            ? new(digest, members.TextOf("source"), members.TextOf("commit"))
            : null;

    /// <summary>The same as an object.</summary>
    public JsonObject ToJson() => JsonObject.Empty
        .With("digest", Digest).With("source", OrNull(Source)).With("commit", OrNull(Commit));

    static JsonValue OrNull(string? text) => text is null ? JsonValue.Null : text;
}
