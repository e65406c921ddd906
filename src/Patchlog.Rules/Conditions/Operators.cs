using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace Patchlog.Rules.Conditions;

/// <summary>JavaScript's operators: the usual cases at once, the rest by the engine.</summary>
static class Operators
{
    /// <summary><c>left === right</c></summary>
    public static bool StrictlyEqual(JsValue left, JsValue right) => (left, right) switch
    {
        (JsNumber, JsNumber) => left.AsNumber() == right.AsNumber(),
        (JsString text, JsString other) => text.Equals(other),
        (ObjectInstance, _) or (_, ObjectInstance) => ReferenceEquals(left, right),
        (JsBigInt, JsBigInt) => left.Equals(right),
        _ => left.Type == right.Type && left.Equals(right),
    };

    /// <summary><c>left == right</c></summary>
    public static bool LooselyEqual(Frame frame, JsValue left, JsValue right)
    {
        if (left is JsNumber && right is JsNumber)
            return left.AsNumber() == right.AsNumber();
        if (left is JsString text && right is JsString other)
            return text.Equals(other);

        var leftIsNullish = IsNullish(left);
        var rightIsNullish = IsNullish(right);
        if (leftIsNullish || rightIsNullish)
            return leftIsNullish && rightIsNullish;
        if (left.Type == right.Type)
            return StrictlyEqual(left, right);

        return IsSimple(left) && IsSimple(right)
            ? TypeConverter.ToNumber(left) == TypeConverter.ToNumber(right)
            : frame.Operators.LooselyEqual(left, right);
    }

    /// <summary><c>left &lt; right</c></summary>
    public static bool Less(Frame frame, JsValue left, JsValue right)
    {
        if (left is JsNumber && right is JsNumber)
            return left.AsNumber() < right.AsNumber();
        if (left is JsString && right is JsString)
            return string.CompareOrdinal(left.ToString(), right.ToString()) < 0;

        return IsSimple(left) && IsSimple(right)
            ? TypeConverter.ToNumber(left) < TypeConverter.ToNumber(right)
            : frame.Operators.Less(left, right);
    }

    /// <summary><c>left &lt;= right</c></summary>
    public static bool LessOrEqual(Frame frame, JsValue left, JsValue right)
    {
        if (left is JsNumber && right is JsNumber)
            return left.AsNumber() <= right.AsNumber();
        if (left is JsString && right is JsString)
            return string.CompareOrdinal(left.ToString(), right.ToString()) <= 0;

        return IsSimple(left) && IsSimple(right)
            ? TypeConverter.ToNumber(left) <= TypeConverter.ToNumber(right)
            : frame.Operators.LessOrEqual(left, right);
    }

    /// <summary><c>owner[name]</c>; throws where JavaScript would.</summary>
    public static JsValue Member(Frame frame, JsValue owner, JsValue name)
    {
        if (owner is ObjectInstance instance)
            return instance.Get(name);
        if (!IsNullish(owner))
            return frame.Operators.MemberOf(owner, name);

        var engine = frame.Engine ?? throw new InvalidOperationException("The frame belongs to no engine.");
        var what = owner.IsNull() ? "null" : "undefined";
        throw new JavaScriptException(
            engine.Intrinsics.TypeError, $"Cannot read properties of {what} (reading '{name}')");
    }

    public static bool IsNullish(JsValue value) => value.Type is Types.Null or Types.Undefined;

    /// <summary>A value whose number JavaScript knows without calling anything.</summary>
    static bool IsSimple(JsValue value) =>
        value.Type is Types.Number or Types.String or Types.Boolean or Types.Null or Types.Undefined;
}
