using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Patchlog;

/// <summary>The grammar of names and ids: what may stand in a URL segment, a table key and a file name alike.</summary>
static class NameGrammar
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxNameLength = 63;

    /// <summary>The longest id, in characters.</summary>
    public const int MaxIdLength = 128;

    static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    // RFC 3986 §2.3, unreserved characters.
    static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    public static bool IsName([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= MaxNameLength }
        && char.IsAsciiLetterOrDigit(text[0])
        && !text.AsSpan().ContainsAnyExcept(NameCharacters);

    public static bool IsId([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= MaxIdLength }
        && text is not ("." or "..")
        && !text.AsSpan().ContainsAnyExcept(IdCharacters);
}
