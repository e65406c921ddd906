using Jint;
using Jint.Native;

namespace Patchlog.Rules.Conditions;

/// <summary>
/// The operators as functions of the engine itself. Conditions decide numbers, texts and the like by themselves; for
/// everything else (objects, big integers, symbols) they ask here, so that the semantics are the engine's own.
/// </summary>
sealed class OperatorFunctions(JsValue functions)
{
    public static readonly OperatorFunctions None = new(JsValue.Undefined);

    readonly JsValue _looselyEqual = Member(functions, "looselyEqual");
    readonly JsValue _less = Member(functions, "less");
    readonly JsValue _lessOrEqual = Member(functions, "lessOrEqual");
    readonly JsValue _add = Member(functions, "add");
    readonly JsValue _subtract = Member(functions, "subtract");
    readonly JsValue _multiply = Member(functions, "multiply");
    readonly JsValue _divide = Member(functions, "divide");
    readonly JsValue _remainder = Member(functions, "remainder");
    readonly JsValue _negate = Member(functions, "negate");
    readonly JsValue _member = Member(functions, "member");
    readonly JsValue _invoke = Member(functions, "invoke");
    readonly JsValue _test = Member(functions, "test");
    readonly JsValue _copyRegex = Member(functions, "copyRegex");

    public bool LooselyEqual(JsValue left, JsValue right) => IsTrue(_looselyEqual, left, right);

    public bool Less(JsValue left, JsValue right) => IsTrue(_less, left, right);

    /// <summary>Not the same as the negation of greater: both are false for NaN.</summary>
    public bool LessOrEqual(JsValue left, JsValue right) => IsTrue(_lessOrEqual, left, right);

    public JsValue Add(JsValue left, JsValue right) => Call(_add, left, right);

    public JsValue Subtract(JsValue left, JsValue right) => Call(_subtract, left, right);

    public JsValue Multiply(JsValue left, JsValue right) => Call(_multiply, left, right);

    public JsValue Divide(JsValue left, JsValue right) => Call(_divide, left, right);

    public JsValue Remainder(JsValue left, JsValue right) => Call(_remainder, left, right);

    public JsValue Negate(JsValue operand) => Call(_negate, operand);

    public JsValue MemberOf(JsValue owner, JsValue name) => Call(_member, owner, name);

    public JsValue Invoke(JsValue owner, JsValue name, JsValue arguments) => Call(_invoke, owner, name, arguments);

    /// <summary>Whether a regular expression finds something, from its beginning.</summary>
    public bool Test(JsValue pattern, JsValue text) => IsTrue(_test, pattern, text);

    public JsValue CopyRegex(JsValue pattern) => Call(_copyRegex, pattern);

    static bool IsTrue(JsValue function, params JsValue[] arguments) =>
        ReferenceEquals(Call(function, arguments), JsBoolean.True);

    static JsValue Call(JsValue function, params JsValue[] arguments) =>
        function.Call(JsValue.Undefined, arguments);

    static JsValue Member(JsValue functions, string name) =>
        functions.IsUndefined() ? JsValue.Undefined : functions.Get(name);
}
