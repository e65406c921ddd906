using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Patchlog.Json.Reading;
using Patchlog.Json.Values;

namespace Patchlog.Json;

/// <summary>
/// An immutable JSON value (RFC 8259). Versions of a document share every part that did not change, so a value
/// may be cached, compared and handed to any thread freely.
/// </summary>
/// <remarks>
/// <para>Numbers keep the literal they were written with and are compared by exact mathematical value.
/// Objects keep the order of their members and are compared without regard to it.</para>
/// <para>Not a mutable document model: an edit (<see cref="JsonObject.With"/>, <see cref="JsonPatch"/>) answers a new
/// value.</para>
/// </remarks>
public abstract class JsonValue : IEquatable<JsonValue>
{
    /// <summary>The most containers that any value can nest, whatever the limits in force say.</summary>
    /// <remarks>Holds for every value however it was made, so recursion over a value can't exhaust the stack.</remarks>
    public const int MaxDepth = 256;

    /// <summary>Above this many bytes a value is written part by part, lest a writer must find one huge span.</summary>
    private protected const int OneSpan = 32 * 1024;

    private protected JsonValue()
    {
    }

    /// <summary>The value <c>null</c>, which is a value: absence is a C# null.</summary>
    public static JsonValue Null => JsonNull.Instance;

    /// <summary>The value <c>true</c>.</summary>
    public static JsonValue True => JsonBoolean.True;

    /// <summary>The value <c>false</c>.</summary>
    public static JsonValue False => JsonBoolean.False;

    /// <summary>Which of the seven kinds this is.</summary>
    public abstract JsonKind Kind { get; }

    /// <summary>
    /// Values in this tree, this one included; at least 1, saturating at <see cref="int.MaxValue"/>. Costs nothing.
    /// </summary>
    public int NodeCount => Measure.Nodes;

    /// <summary>
    /// Exact length in bytes of the compact text, saturating at <see cref="int.MaxValue"/>. Costs nothing.
    /// </summary>
    public long Utf8Length => Measure.Utf8Length;

    /// <summary>
    /// Bytes of memory that the value takes, estimated from its size: its text, which strings keep beside what they are
    /// decoded to, and an object for each value in it. Known without walking it; what it shares with other values
    /// counts for each of them.
    /// </summary>
    public long EstimatedMemory => 3L * Measure.Utf8Length + 64L * Measure.Nodes;

    /// <summary>
    /// Bytes that all numbers of this tree take in plain decimal notation (<c>1E5</c> takes 6), saturating at
    /// <see cref="int.MaxValue"/>. Costs nothing. See <see cref="JsonLimits.MaxExpandedNumberBytes"/>.
    /// </summary>
    public long ExpandedNumberLength => Measure.NumberLength;

    /// <summary>
    /// Nested containers: 0 for a scalar, 1 for <c>[]</c>; at most <see cref="MaxDepth"/>. Costs nothing.
    /// </summary>
    public int Depth => Measure.Depth;

    internal abstract Measure Measure { get; }

    /// <summary>Reads one JSON text, strictly: see <see cref="TryParse"/>.</summary>
    /// <param name="utf8">The text, without byte order mark.</param>
    /// <param name="limits">Bounds on the text; <see cref="JsonLimits.Default"/> if null.</param>
    /// <exception cref="JsonFaultException">The text is no JSON, or more than the limits allow.</exception>
    public static JsonValue Parse(ReadOnlySpan<byte> utf8, JsonLimits? limits = null) =>
        Document.TryRead(utf8, limits ?? JsonLimits.Default, out var value, out var fault)
            ? value
            : throw new JsonFaultException(fault);

    /// <summary>Reads one JSON text, strictly: see <see cref="TryParse"/>.</summary>
    /// <param name="json">The text.</param>
    /// <param name="limits">Bounds on the text as UTF-8; <see cref="JsonLimits.Default"/> if null.</param>
    /// <exception cref="JsonFaultException">The text is no JSON, or more than the limits allow.</exception>
    public static JsonValue Parse(string json, JsonLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Document.TryRead(json, limits ?? JsonLimits.Default, out var value, out var fault)
            ? value
            : throw new JsonFaultException(fault);
    }

    /// <summary>
    /// Reads one JSON text (RFC 8259), refusing what other readers let pass: duplicate member names (compared after
    /// unescaping), lone surrogates, bad UTF-8, a byte order mark, U+0000, anything after the value, and whatever
    /// exceeds the limits.
    /// </summary>
    /// <remarks>
    /// Unicode noncharacters such as U+FFFE are accepted: they are interchangeable (Unicode Corrigendum 9).
    /// </remarks>
    /// <param name="utf8">The text, without byte order mark. It may be reused after the call.</param>
    /// <param name="limits">Bounds on the text.</param>
    /// <param name="value">The value, if the answer is true.</param>
    /// <param name="fault">
    /// What is wrong and where, if the answer is false. Its code is one of <see cref="JsonFaultCodes"/>.
    /// </param>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8,
        JsonLimits limits,
        [NotNullWhen(true)] out JsonValue? value,
        [NotNullWhen(false)] out JsonFault? fault)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return Document.TryRead(utf8, limits, out value, out fault);
    }

    /// <summary>Writes the compact text: no white space, members in order, number literals as read.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (Measure.Utf8Length <= OneSpan)
            output.Advance(Write(output.GetSpan(Measure.Utf8Length)));
        else
            WriteParts(output);
    }

    /// <summary>The compact text in a new array of exactly <see cref="Utf8Length"/> bytes.</summary>
    public byte[] ToUtf8Bytes()
    {
        var utf8 = GC.AllocateUninitializedArray<byte>(Measure.Utf8Length);
        Write(utf8);
        return utf8;
    }

    /// <summary>The compact text.</summary>
    public sealed override string ToString()
    {
        var utf8 = ArrayPool<byte>.Shared.Rent(Measure.Utf8Length);
        try
        {
            return Encoding.UTF8.GetString(utf8, 0, Write(utf8));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    /// <summary>
    /// Writes a text that equal values share: members sorted by ordinal name, every number in one normal form.
    /// Meant for digests; it is JSON, but not RFC 8785, which would squeeze numbers through a double.
    /// </summary>
    public void WriteCanonicalTo(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        WriteCanonical(output);
    }

    /// <summary>
    /// Equality as JSON values: objects without regard to order, numbers by exact mathematical value
    /// (<c>1</c>, <c>1.0</c> and <c>10e-1</c> are equal, <c>1E400</c> and <c>1E401</c> are not), strings by code unit.
    /// </summary>
    public bool Equals([NotNullWhen(true)] JsonValue? other) =>
        ReferenceEquals(this, other) || (other is not null && NodeCount == other.NodeCount && ValueEquals(other));

    /// <inheritdoc/>
    public sealed override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as JsonValue);

    /// <summary>A hash that equal values share; random per process, cached for containers.</summary>
    public abstract override int GetHashCode();

    /// <summary>See <see cref="Equals(JsonValue?)"/>.</summary>
    public static bool operator ==(JsonValue? left, JsonValue? right) => left?.Equals(right) ?? right is null;

    /// <summary>See <see cref="Equals(JsonValue?)"/>.</summary>
    public static bool operator !=(JsonValue? left, JsonValue? right) => !(left == right);

    /// <summary>See <see cref="JsonString.From"/>.</summary>
    public static implicit operator JsonValue(string value) => JsonString.From(value);

    /// <summary>See <see cref="JsonNumber.From(long)"/>.</summary>
    public static implicit operator JsonValue(long value) => JsonNumber.From(value);

    /// <summary>See <see cref="JsonNumber.From(long)"/>.</summary>
    public static implicit operator JsonValue(int value) => JsonNumber.From(value);

    /// <summary><see cref="True"/> or <see cref="False"/>.</summary>
    public static implicit operator JsonValue(bool value) => value ? True : False;

    /// <summary>Writes the compact text into a span that is long enough; answers the bytes written.</summary>
    internal abstract int Write(Span<byte> destination);

    /// <summary>Writes a text too long for one span.</summary>
    private protected virtual void WriteParts(IBufferWriter<byte> output) => output.Write(ToUtf8Bytes());

    internal virtual void WriteCanonical(IBufferWriter<byte> output) => WriteTo(output);

    /// <summary>
    /// Whether two cached hashes tell two values apart; 0 stands for a hash that nobody asked for yet.
    /// </summary>
    private protected static bool HaveOtherHash(int hash, int other) => hash != 0 && other != 0 && hash != other;

    /// <summary>Compares with another value that has as many nodes.</summary>
    private protected abstract bool ValueEquals(JsonValue other);
}
