using System.Diagnostics.CodeAnalysis;
using Patchlog.Json.Values;

namespace Patchlog.Json;

/// <summary>
/// A string of well-formed Unicode without U+0000. It is kept as its UTF-8 text and decoded when somebody asks, which
/// for most strings of most documents nobody does.
/// </summary>
public sealed class JsonString : JsonValue
{
    /// <summary>The quoted text. One per string value, see <see cref="JsonText"/>.</summary>
    readonly ArraySegment<byte> _text;

    string? _value;

    /// <param name="text">
    /// The quoted text as <see cref="JsonText"/> would write it, in an array that nobody writes to.
    /// </param>
    /// <param name="value">The string, if it is at hand.</param>
    internal JsonString(ArraySegment<byte> text, string? value = null)
    {
        _text = text;
        _value = value;
    }

    /// <inheritdoc/>
    public override JsonKind Kind => JsonKind.String;

    /// <summary>The string. Decoded at the first call, then kept.</summary>
    public string Value => _value ??= JsonText.Decode(_text.AsSpan(1, _text.Count - 2));

    /// <summary>The JSON text of the string, quotes included, escaped only where RFC 8259 §7 demands it.</summary>
    public ReadOnlySpan<byte> Utf8Text => _text;

    internal override Measure Measure => Measure.OfScalar(_text.Count);

    /// <summary>The string as a JSON value.</summary>
    /// <exception cref="ArgumentException">It has a lone surrogate or U+0000.</exception>
    public static JsonString From(string value) => TryFrom(value, out var text)
        ? text
        : throw new ArgumentException("A JSON string has no lone surrogates and no U+0000.", nameof(value));

    /// <summary>The string as a JSON value; false if it has a lone surrogate or U+0000.</summary>
    public static bool TryFrom(string value, [NotNullWhen(true)] out JsonString? text)
    {
        ArgumentNullException.ThrowIfNull(value);
        text = JsonText.TryEncode(value, out var encoded) ? new JsonString(encoded, value) : null;
        return text is not null;
    }

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_text);
        return hash.ToHashCode();
    }

    internal override int Write(Span<byte> destination)
    {
        _text.AsSpan().CopyTo(destination);
        return _text.Count;
    }

    private protected override bool ValueEquals(JsonValue other) =>
        other is JsonString text && _text.AsSpan().SequenceEqual(text._text);
}
