using System.Runtime.CompilerServices;

namespace Patchlog.Json.Reading;

/// <summary>The bytes that are read, with an end that needs no bounds check of its own.</summary>
readonly ref struct SourceText(ReadOnlySpan<byte> bytes)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public int Length => Bytes.Length;

    /// <summary>The byte at a position; NUL, which is legal nowhere, behind the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public char At(int position)
    {
        var text = Bytes;   // a local, so that one comparison is the bounds check, too
        return (uint)position < (uint)text.Length ? (char)text[position] : '\0';
    }

    /// <summary>The first position that is no white space. Mostly there is none, hence the short way out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SkipWhiteSpace(int position) => At(position) > ' ' ? position : SkipRun(position);

    int SkipRun(int position)
    {
        while (At(position) is ' ' or '\n' or '\r' or '\t')
            position++;

        return position;
    }
}
