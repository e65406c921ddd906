using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Patchlog.Json.Values;

namespace Patchlog.Json;

/// <summary>
/// A number (RFC 8259 §6), kept as the literal that was written: <c>9007199254740993</c>, <c>1.10</c>, <c>1E400</c> and
/// <c>-0</c> come back with the same characters. It is equal to, and ordered among, others by exact mathematical
/// value of any size; it is never squeezed through a double.
/// </summary>
public sealed class JsonNumber : JsonValue
{
    static readonly JsonNumber[] Small = [.. Enumerable.Range(0, 256).Select(value => FromText(value))];

    readonly ArraySegment<byte> _literal;
    readonly int _expandedLength;

    /// <param name="literal">The characters, in an array that nobody writes to.</param>
    /// <param name="expandedLength">Bytes in plain decimal notation.</param>
    internal JsonNumber(ArraySegment<byte> literal, int expandedLength)
    {
        _literal = literal;
        _expandedLength = expandedLength;
    }

    /// <inheritdoc/>
    public override JsonKind Kind => JsonKind.Number;

    /// <summary>The characters as written. A new string each time.</summary>
    public string Literal => Encoding.ASCII.GetString(_literal);

    /// <summary>The characters as written, as ASCII.</summary>
    public ReadOnlySpan<byte> Utf8Literal => _literal;

    internal override Measure Measure => Measure.OfScalar(_literal.Count, _expandedLength);

    /// <summary>The number in plain notation.</summary>
    public static JsonNumber From(long value) => (ulong)value < (ulong)Small.Length ? Small[value] : FromText(value);

    /// <summary>The shortest literal that reads back as the same double.</summary>
    /// <exception cref="ArgumentOutOfRangeException">JSON has no infinities and no NaN.</exception>
    public static JsonNumber From(double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "JSON has no number for this.");
        return (JsonNumber)Parse(value.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// The value as a whole number, if it is one in range: <c>1.0</c> and <c>1e2</c> are, <c>0.5</c> and <c>1e30</c>
    /// are not.
    /// </summary>
    public bool TryGetInt64(out long value) => new ExactDecimal(_literal).TryGetInt64(out value);

    /// <summary>The nearest double; beyond its range an infinity, as IEEE 754 rounds.</summary>
    public double ToDouble() => double.Parse(_literal, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>Orders by exact mathematical value: negative if the left is less, 0 if they are equal.</summary>
    public static int Compare(JsonNumber left, JsonNumber right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return ExactDecimal.Compare(new ExactDecimal(left._literal), new ExactDecimal(right._literal));
    }

    /// <inheritdoc/>
    public override int GetHashCode() => new ExactDecimal(_literal).GetHashCode();

    /// <summary>The shared number of this literal, if it is one of those.</summary>
    internal static JsonNumber? TryGetShared(ReadOnlySpan<byte> literal)
    {
        const int longestSmall = 3;
        if (literal.Length > longestSmall)
            return null;

        var value = 0;
        foreach (var character in literal)
        {
            if (!char.IsAsciiDigit((char)character))
                return null;
            value = (value * 10) + character - '0';
        }

        return value < Small.Length ? Small[value] : null;
    }

    internal override int Write(Span<byte> destination)
    {
        _literal.AsSpan().CopyTo(destination);
        return _literal.Count;
    }

    internal override void WriteCanonical(IBufferWriter<byte> output) =>
        new ExactDecimal(_literal).WriteCanonical(output);

    private protected override bool ValueEquals(JsonValue other) =>
        other is JsonNumber number
        && (_literal.AsSpan().SequenceEqual(number._literal)
            || ExactDecimal.AreEqual(new ExactDecimal(_literal), new ExactDecimal(number._literal)));

    static JsonNumber FromText(long value)
    {
        Span<byte> text = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, text, out var length);
        return new JsonNumber(text[..length].ToArray(), length);
    }
}
