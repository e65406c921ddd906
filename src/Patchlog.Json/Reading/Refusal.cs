namespace Patchlog.Json.Reading;

/// <summary>The first thing found wrong in a text.</summary>
/// <param name="Code">One of <see cref="JsonFaultCodes"/>.</param>
/// <param name="Detail">What is wrong and what to do; the place is added when the fault is made.</param>
/// <param name="Offset">Where, in bytes.</param>
sealed record Refusal(string Code, string Detail, int Offset)
{
    /// <summary>Something else stands where a certain thing is expected.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="expected">What is expected, as a sentence names it.</param>
    /// <param name="offset">Where, in bytes; the length of the text where it ends too soon.</param>
    public static Refusal OfCharacter(ReadOnlySpan<byte> text, string expected, int offset)
    {
        if (offset == text.Length)
            return new(JsonFaultCodes.Syntax, $"the text ends where {expected} is expected.", offset);

        var found = text[offset];
        return new(
            JsonFaultCodes.Syntax,
            found is > 0x20 and < 0x7F
                ? $"expected {expected}, found '{(char)found}'."
                : $"expected {expected}, found byte 0x{found:X2}.",
            offset);
    }

    /// <summary>The fault for the caller, with the place in the words of an editor.</summary>
    /// <param name="text">The whole text, which may be bad UTF-8.</param>
    /// <param name="pointer">JSON Pointer of the place.</param>
    public JsonFault ToFault(ReadOnlySpan<byte> text, string pointer)
    {
        var (line, column) = JsonLocation.OfOffset(text, Offset);

        return new JsonFault(Code, pointer, $"Line {line}, column {column}: {Detail}", Offset);
    }
}
