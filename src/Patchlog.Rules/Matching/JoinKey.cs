using Jint;
using Jint.Native;
using Jint.Runtime;

namespace Patchlog.Rules.Matching;

/// <summary>
/// A value as a hash index knows it: values that are <c>==</c> have equal keys, except objects, which have none.
/// Equal keys do not mean <c>==</c> (<c>"1"</c> and <c>"1.0"</c> both are 1): the condition is evaluated in any case.
/// </summary>
readonly record struct JoinKey(JoinKey.Kinds Kind, double Number, string? Text)
{
    public enum Kinds
    {
        /// <summary>null and undefined.</summary>
        Nullish,

        /// <summary>A number, a boolean, or a text that is a number.</summary>
        Number,

        /// <summary>Any other text.</summary>
        Text,
    }

    public bool Equals(JoinKey other) =>
        Kind == other.Kind && Number.Equals(other.Number) && string.Equals(Text, other.Text, StringComparison.Ordinal);

    public override int GetHashCode() =>
        Text is null ? Number.GetHashCode() + (int)Kind : Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The key of a value; false if it has none.</summary>
    public static bool TryOf(JsValue value, out JoinKey key)
    {
        key = default;
        switch (value.Type)
        {
            case Types.Undefined or Types.Null:
                return true;
            case Types.Number:
                key = OfNumber(value.AsNumber());
                return true;
            case Types.Boolean:
                key = OfNumber(ReferenceEquals(value, JsBoolean.True) ? 1 : 0);
                return true;
            case Types.String:
                key = OfText(value);
                return true;
            default:
                return false;
        }
    }

    static JoinKey OfNumber(double number) => new(Kinds.Number, number == 0 ? 0 : number, null);

    static JoinKey OfText(JsValue value)
    {
        var text = value.ToString();
        if (text.Length > 0 && !MayBeNumber(text[0]))
            return new JoinKey(Kinds.Text, 0, text);

        var number = TypeConverter.ToNumber(value);
        return double.IsNaN(number) ? new JoinKey(Kinds.Text, 0, text) : OfNumber(number);
    }

    static bool MayBeNumber(char first) =>
        char.IsAsciiDigit(first) || first is '+' or '-' or '.' or 'I' || char.IsWhiteSpace(first) || first > 127;
}

/// <summary>The keys of a bucket: one or two.</summary>
readonly record struct JoinKeys(JoinKey First, JoinKey Second)
{
    public bool Equals(JoinKeys other) => First.Equals(other.First) && Second.Equals(other.Second);

    public override int GetHashCode() => (First.GetHashCode() * 397) ^ Second.GetHashCode();
}
