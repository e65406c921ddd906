using Patchlog.Json.Values;

namespace Patchlog.Json;

/// <summary>The value <c>null</c>. There is one: <see cref="JsonValue.Null"/>.</summary>
public sealed class JsonNull : JsonValue
{
    internal static readonly JsonNull Instance = new();

    JsonNull()
    {
    }

    /// <inheritdoc/>
    public override JsonKind Kind => JsonKind.Null;

    internal override Measure Measure => Measure.OfScalar("null"u8.Length);

    /// <inheritdoc/>
    public override int GetHashCode() => 0;

    internal override int Write(Span<byte> destination)
    {
        "null"u8.CopyTo(destination);
        return "null"u8.Length;
    }

    private protected override bool ValueEquals(JsonValue other) => other is JsonNull;
}
