using Jint;
using Jint.Native;
using Patchlog.Rules.Syntax;

namespace Patchlog.Rules.Conditions;

/// <summary><c>left + right</c> and the other operators of numbers.</summary>
sealed class Arithmetic(BinaryOperator @operator, Evaluator left, Evaluator right) : Evaluator
{
    public override JsValue Evaluate(Frame frame)
    {
        var first = left.Evaluate(frame);
        var second = right.Evaluate(frame);
        return first is JsNumber && second is JsNumber
            ? JsNumber.Create(OfNumbers(first.AsNumber(), second.AsNumber()))
            : OfAny(frame.Operators, first, second);
    }

    double OfNumbers(double first, double second) => @operator switch
    {
        BinaryOperator.Add => first + second,
        BinaryOperator.Subtract => first - second,
        BinaryOperator.Multiply => first * second,
        BinaryOperator.Divide => first / second,
        _ => first % second,
    };

    JsValue OfAny(OperatorFunctions functions, JsValue first, JsValue second) => @operator switch
    {
        BinaryOperator.Add => functions.Add(first, second),
        BinaryOperator.Subtract => functions.Subtract(first, second),
        BinaryOperator.Multiply => functions.Multiply(first, second),
        BinaryOperator.Divide => functions.Divide(first, second),
        _ => functions.Remainder(first, second),
    };
}

/// <summary><c>-operand</c></summary>
sealed class Minus(Evaluator operand) : Evaluator
{
    public override JsValue Evaluate(Frame frame)
    {
        var value = operand.Evaluate(frame);
        return value is JsNumber ? JsNumber.Create(-value.AsNumber()) : frame.Operators.Negate(value);
    }
}
