using Jint;
using Jint.Native;
using Jint.Runtime;

namespace Patchlog.Rules.Matching;

/// <summary>A value as an index by range knows it: a number or a text.</summary>
readonly record struct RangeKey(double Number, string? Text)
{
    /// <summary>How a value can be ordered.</summary>
    public enum Orders
    {
        /// <summary>Among numbers, or among texts.</summary>
        Known,

        /// <summary>It is neither less nor greater than anything: undefined, NaN.</summary>
        Never,

        /// <summary>Only the engine can tell.</summary>
        Unknown,
    }

    public static Orders TryOf(JsValue value, out RangeKey key)
    {
        key = default;
        switch (value.Type)
        {
            case Types.Undefined:
                return Orders.Never;
            case Types.Null:
                return Orders.Known;
            case Types.Boolean:
                key = new RangeKey(ReferenceEquals(value, JsBoolean.True) ? 1 : 0, null);
                return Orders.Known;
            case Types.String:
                key = new RangeKey(0, value.ToString());
                return Orders.Known;
            case Types.Number:
                return OfNumber(value.AsNumber(), out key);
            default:
                return value is JsDate date ? OfNumber(date.DateValue, out key) : Orders.Unknown;
        }
    }

    public bool IsComparableTo(in RangeKey other) => Text is null == other.Text is null;

    public int OrderAgainst(in RangeKey other) =>
        Text is null ? Number.CompareTo(other.Number) : string.CompareOrdinal(Text, other.Text);

    static Orders OfNumber(double number, out RangeKey key)
    {
        key = new RangeKey(number, null);
        return double.IsNaN(number) ? Orders.Never : Orders.Known;
    }
}
