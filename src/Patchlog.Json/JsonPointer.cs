using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Patchlog.Json;

/// <summary>
/// The place of a value in a document (RFC 6901): the names and array indexes that lead to it. The empty pointer is the
/// whole document. Immutable.
/// </summary>
public sealed class JsonPointer : IEquatable<JsonPointer>
{
    readonly string _text;

    JsonPointer(string text, ImmutableArray<string> tokens)
    {
        _text = text;
        Tokens = tokens;
    }

    /// <summary>The whole document.</summary>
    public static JsonPointer Root { get; } = new("", []);

    /// <summary>The steps from the whole document to the place, unescaped.</summary>
    public ImmutableArray<string> Tokens { get; }

    /// <summary>Reads a pointer as it stands in a JSON string (RFC 6901 §3), not in a URI fragment.</summary>
    /// <returns>False if it is neither empty nor begins with '/', or if a '~' is not followed by 0 or 1.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPointer? pointer)
    {
        ArgumentNullException.ThrowIfNull(text);
        pointer = null;
        if (text.Length == 0)
        {
            pointer = Root;
            return true;
        }

        if (text[0] != '/')
            return false;

        var hasEscapes = text.Contains('~');
        var tokens = new string[text.AsSpan().Count('/')];
        var rest = text.AsSpan(1);
        for (var i = 0; i < tokens.Length; i++)
        {
            var end = rest.IndexOf('/');
            var token = (end < 0 ? rest : rest[..end]).ToString();
            if (hasEscapes && !TryUnescape(ref token))
                return false;
            tokens[i] = token;
            rest = rest[(end + 1)..];
        }

        pointer = new JsonPointer(text, ImmutableCollectionsMarshal.AsImmutableArray(tokens));
        return true;
    }

    /// <summary>The pointer to a child of this place.</summary>
    public JsonPointer Append(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return new JsonPointer(_text + Escape(token), Tokens.Add(token));
    }

    /// <summary>The pointer to an element of this place.</summary>
    public JsonPointer Append(int index) => Append($"{index}");

    /// <summary>The value at this place, or a C# null if the document has none there.</summary>
    /// <remarks>
    /// Array indexes have no leading zeros; '-' names the place after the last element, where nothing is (RFC 6901 §4).
    /// </remarks>
    public JsonValue? Evaluate(JsonValue root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var value = root;
        foreach (var token in Tokens)
        {
            value = value switch
            {
                JsonObject members => members[token],
                JsonArray items => TryParseIndex(token, out var index) && index < items.Count ? items[index] : null,
                _ => null,
            };
            if (value is null)
                return null;
        }

        return value;
    }

    /// <summary>The pointer as it stands in a JSON string.</summary>
    public override string ToString() => _text;

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] JsonPointer? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as JsonPointer);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>A token as it stands in a pointer, behind its slash.</summary>
    internal static string Escape(string token) => token.AsSpan().ContainsAny('~', '/')
        ? "/" + token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)
        : "/" + token;

    /// <summary>Whether a token is an array index (RFC 6901 §4): digits without leading zeros.</summary>
    internal static bool IsIndex(string token) =>
        token is "0" or [not '0', ..] && !token.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>Reads an array index as large as an int.</summary>
    internal static bool TryParseIndex(string token, out int index)
    {
        index = -1;
        return IsIndex(token) && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }

    static bool TryUnescape(ref string token)
    {
        for (var tilde = token.IndexOf('~'); tilde >= 0; tilde = token.IndexOf('~', tilde + 1))
        {
            if (tilde + 1 == token.Length || token[tilde + 1] is not ('0' or '1'))
                return false;
        }

        // RFC 6901 §4: first ~1, then ~0, so that ~01 is ~1 and not a slash.
        token = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        return true;
    }
}
