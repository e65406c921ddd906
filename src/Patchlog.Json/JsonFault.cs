namespace Patchlog.Json;

/// <summary>Why a text, a patch document or a patch was refused, in words its sender can act on.</summary>
/// <param name="Code">A stable code for programs: one of <see cref="JsonFaultCodes"/>.</param>
/// <param name="Pointer">
/// JSON Pointer (RFC 6901) of the place: into the text that was read, or into a patch document,
/// <c>/&lt;operation&gt;</c> or below.
/// </param>
/// <param name="Detail">
/// A sentence for people: what, where (line and column count from 1, columns in characters), what to do.
/// </param>
/// <param name="ByteOffset">Offset in the UTF-8 text from 0, or −1 where no text is involved.</param>
public sealed record JsonFault(string Code, string Pointer, string Detail, long ByteOffset)
{
    /// <summary>A text as it may stand in a sentence: its beginning, if it is long.</summary>
    internal static string Excerpt(string text)
    {
        const int longest = 80;
        return text.Length <= longest ? text : string.Concat(text.AsSpan(0, longest), "…");
    }
}
