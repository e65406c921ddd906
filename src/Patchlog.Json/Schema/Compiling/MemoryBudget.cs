using Patchlog.Json.Schema.Patterns;

namespace Patchlog.Json.Schema.Compiling;

/// <summary>
/// What a compiled schema takes of memory, estimated while it grows: a text of a few kilobytes can name others of
/// megabytes.
/// </summary>
/// <param name="max">Bytes that it may take.</param>
sealed class MemoryBudget(long max)
{
    // Measured with schemas of 20,000 to 90,000 small parts of one kind, rounded up.
    const int BytesPerValue = 64;
    const int BytesPerSubschema = 640;
    const int BytesPerPattern = 1536;
    const int BytesPerPatternStep = 64;

    /// <summary>Bytes that were taken, those included for which there was no room.</summary>
    public long Taken { get; private set; }

    /// <summary>Bytes that may be taken in all.</summary>
    public long Max { get; } = max;

    /// <summary>Whether what was taken is more than there is.</summary>
    public bool IsExceeded => Taken > Max;

    /// <summary>Takes what keywords may copy of a document; it stops counting where there is no more room.</summary>
    public void TakeDocument(JsonValue document)
    {
        if (IsExceeded)
            return;

        Taken += BytesPerValue;
        switch (document)
        {
            case JsonObject members:
                foreach (var member in members)
                    TakeDocument(member.Value);

                break;
            case JsonArray items:
                foreach (var item in items)
                    TakeDocument(item);

                break;
        }
    }

    /// <summary>Takes what a schema within the document needs.</summary>
    public void TakeSubschema(string pointer)
    {
        Taken += BytesPerSubschema;
        TakeText(pointer);
    }

    /// <summary>Takes what a text needs that the document does not have.</summary>
    public void TakeText(string text) => Taken += sizeof(char) * (long)text.Length;

    /// <summary>How many steps of regular expressions there is room for.</summary>
    public int PatternRoom => (int)Math.Clamp((Max - Taken - BytesPerPattern) / BytesPerPatternStep, 0, int.MaxValue);

    /// <summary>Takes what a regular expression needs.</summary>
    public void TakePattern(Pattern pattern) =>
        Taken += BytesPerPattern + BytesPerPatternStep * (long)pattern.Length + pattern.Memory;
}
