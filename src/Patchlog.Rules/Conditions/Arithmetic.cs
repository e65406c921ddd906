using Jint;
using Jint.Native;

namespace Patchlog.Rules.Conditions;

/// <summary><c>left + right</c> and the other operators of numbers.</summary>
abstract class Arithmetic(Evaluator left, Evaluator right) : Evaluator
{
    public sealed override JsValue Evaluate(Frame frame)
    {
        var first = left.Evaluate(frame);
        var second = right.Evaluate(frame);
        return first is JsNumber && second is JsNumber
            ? JsNumber.Create(OfNumbers(first.AsNumber(), second.AsNumber()))
            : OfAny(frame.Operators, first, second);
    }

    protected abstract double OfNumbers(double first, double second);

    protected abstract JsValue OfAny(OperatorFunctions functions, JsValue first, JsValue second);
}

/// <summary><c>left + right</c></summary>
sealed class Sum(Evaluator left, Evaluator right) : Arithmetic(left, right)
{
    protected override double OfNumbers(double first, double second) => first + second;

    protected override JsValue OfAny(OperatorFunctions functions, JsValue first, JsValue second) =>
        functions.Add(first, second);
}

/// <summary><c>left - right</c></summary>
sealed class Difference(Evaluator left, Evaluator right) : Arithmetic(left, right)
{
    protected override double OfNumbers(double first, double second) => first - second;

    protected override JsValue OfAny(OperatorFunctions functions, JsValue first, JsValue second) =>
        functions.Subtract(first, second);
}

/// <summary><c>left * right</c></summary>
sealed class Product(Evaluator left, Evaluator right) : Arithmetic(left, right)
{
    protected override double OfNumbers(double first, double second) => first * second;

    protected override JsValue OfAny(OperatorFunctions functions, JsValue first, JsValue second) =>
        functions.Multiply(first, second);
}

/// <summary><c>left / right</c></summary>
sealed class Quotient(Evaluator left, Evaluator right) : Arithmetic(left, right)
{
    protected override double OfNumbers(double first, double second) => first / second;

    protected override JsValue OfAny(OperatorFunctions functions, JsValue first, JsValue second) =>
        functions.Divide(first, second);
}

/// <summary><c>left % right</c></summary>
sealed class Remainder(Evaluator left, Evaluator right) : Arithmetic(left, right)
{
    protected override double OfNumbers(double first, double second) => first % second;

    protected override JsValue OfAny(OperatorFunctions functions, JsValue first, JsValue second) =>
        functions.Remainder(first, second);
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
