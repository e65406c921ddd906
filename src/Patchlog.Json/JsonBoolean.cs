using Patchlog.Json.Values;

namespace Patchlog.Json;

/// <summary>The values <c>true</c> and <c>false</c>. There is one of each: <see cref="JsonValue.True"/>, <see cref="JsonValue.False"/>.</summary>
public sealed class JsonBoolean : JsonValue
{
    internal static new readonly JsonBoolean True = new(true);
    internal static new readonly JsonBoolean False = new(false);

    JsonBoolean(bool value)
        : base(Measure.OfScalar(value ? 4 : 5)) => Value = value;

    /// <summary>The truth value.</summary>
    public bool Value { get; }

    /// <inheritdoc/>
    public override JsonKind Kind => Value ? JsonKind.True : JsonKind.False;

    /// <inheritdoc/>
    public override int GetHashCode() => Value ? 1 : 2;

    internal override int Write(Span<byte> destination)
    {
        var text = Value ? "true"u8 : "false"u8;
        text.CopyTo(destination);
        return text.Length;
    }

    private protected override bool ValueEquals(JsonValue other) => ReferenceEquals(this, other);
}
