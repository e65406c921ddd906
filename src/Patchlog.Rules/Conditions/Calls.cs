using Jint;
using Jint.Native;
using Jint.Runtime;

namespace Patchlog.Rules.Conditions;

/// <summary><c>f(arguments)</c></summary>
/// <param name="callee">What is called.</param>
/// <param name="arguments">With what.</param>
/// <param name="text">The callee as written, for faults.</param>
sealed class FunctionCall(Evaluator callee, Evaluator[] arguments, string text) : Evaluator
{
    public override JsValue Evaluate(Frame frame)
    {
        var function = callee.Evaluate(frame);
        var values = Arguments.Evaluate(arguments, frame);
        if (function.IsCallable())
            return function.Call(JsValue.Undefined, values);

        var engine = frame.Engine ?? throw new InvalidOperationException("The frame belongs to no engine.");
        throw new JavaScriptException(engine.Intrinsics.TypeError, $"{text} is not a function");
    }
}

/// <summary><c>owner.name(arguments)</c></summary>
sealed class MethodCall(Evaluator owner, Evaluator name, Evaluator[] arguments) : Evaluator
{
    public override JsValue Evaluate(Frame frame)
    {
        var receiver = owner.Evaluate(frame);
        var member = name.Evaluate(frame);
        var values = Arguments.Evaluate(arguments, frame);
        if (Operators.IsNullish(receiver))
            return Operators.Member(frame, receiver, member);

        var engine = frame.Engine ?? throw new InvalidOperationException("The frame belongs to no engine.");
        return frame.Operators.Invoke(receiver, member, new JsArray(engine, values));
    }
}

/// <summary>Arguments of a call.</summary>
static class Arguments
{
    public static JsValue[] Evaluate(Evaluator[] arguments, Frame frame)
    {
        var values = new JsValue[arguments.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = arguments[i].Evaluate(frame);
        return values;
    }
}
