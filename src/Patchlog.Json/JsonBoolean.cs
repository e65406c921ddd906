using Patchlog.Json.Values;

namespace Patchlog.Json;

/// <summary>
/// The values <c>true</c> and <c>false</c>. There is one of each: <see cref="JsonValue.True"/>,
/// <see cref="JsonValue.False"/>.
/// </summary>
public sealed class JsonBoolean : JsonValue
{
    internal static new readonly JsonBoolean True = new(true);
    internal static new readonly JsonBoolean False = new(false);

    JsonBoolean(bool value) => Value = value;

    /// <summary>The truth value.</summary>
    public bool Value { get; }

    /// <inheritdoc/>
    public override JsonKind Kind => Value ? JsonKind.True : JsonKind.False;

    internal override Measure Measure => Measure.OfScalar(Text.Length);

    ReadOnlySpan<byte> Text => Value ? "true"u8 : "false"u8;

    /// <inheritdoc/>
    public override int GetHashCode() => Value ? 1 : 2;

    internal override int Write(Span<byte> destination)
    {
        Text.CopyTo(destination);
        return Text.Length;
    }

    private protected override bool ValueEquals(JsonValue other) => ReferenceEquals(this, other);
}
