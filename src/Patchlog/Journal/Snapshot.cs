using Patchlog.Json;

namespace Patchlog.Journal;

/// <summary>A past state that is kept beside the journal, so that the versions after it are near.</summary>
/// <param name="Key">The aggregate.</param>
/// <param name="Version">The aggregate's version in this state.</param>
/// <param name="Time">When that version was made.</param>
/// <param name="Body">The document; null if it was deleted.</param>
readonly record struct Snapshot(AggregateKey Key, Version Version, DateTimeOffset Time, JsonObject? Body)
{
    /// <summary>Bytes of the document's text.</summary>
    public long Bytes => Body?.Utf8Length ?? 0;
}
