namespace Patchlog.Json.Reading;

/// <summary>
/// Room for the texts of strings and numbers, several to an array, which spares an allocation each.
/// </summary>
/// <remarks>
/// A text keeps its whole array alive, and values outlive the document they came with. So arrays are small: the
/// smallest text that is kept keeps no more than <see cref="ChunkSize"/> bytes.
/// </remarks>
struct TextArena
{
    const int ChunkSize = 256;

    /// <summary>A longer text gets an array of its own.</summary>
    const int LongestShared = 64;

    byte[] _chunk;
    int _used;

    public TextArena() => _chunk = [];

    /// <summary>Copies a text into memory that is shared.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ahead">Bytes of the document from the text onwards: more than that is never needed.</param>
    public ArraySegment<byte> Copy(ReadOnlySpan<byte> text, int ahead)
    {
        if (text.Length > LongestShared)
            return text.ToArray();

        if (_chunk.Length - _used < text.Length)
        {
            _chunk = new byte[Math.Min(ahead, ChunkSize)];
            _used = 0;
        }

        var start = _used;
        text.CopyTo(_chunk.AsSpan(start));
        _used += text.Length;
        return new ArraySegment<byte>(_chunk, start, text.Length);
    }
}
