using Jint.Native;
using Jint.Runtime;

namespace Patchlog.Rules.Conditions;

/// <summary>A condition that is true or false and nothing else.</summary>
abstract class Predicate : Evaluator
{
    public sealed override JsValue Evaluate(Frame frame) => IsTrue(frame) ? JsBoolean.True : JsBoolean.False;

    public abstract override bool IsTrue(Frame frame);
}

/// <summary><c>left &amp;&amp; right</c>: the first falsy value, else the last.</summary>
sealed class Conjunction(Evaluator left, Evaluator right) : Evaluator
{
    public override JsValue Evaluate(Frame frame)
    {
        var value = left.Evaluate(frame);
        return TypeConverter.ToBoolean(value) ? right.Evaluate(frame) : value;
    }

    public override bool IsTrue(Frame frame) => left.IsTrue(frame) && right.IsTrue(frame);
}

/// <summary><c>left || right</c>: the first truthy value, else the last.</summary>
sealed class Disjunction(Evaluator left, Evaluator right) : Evaluator
{
    public override JsValue Evaluate(Frame frame)
    {
        var value = left.Evaluate(frame);
        return TypeConverter.ToBoolean(value) ? value : right.Evaluate(frame);
    }

    public override bool IsTrue(Frame frame) => left.IsTrue(frame) || right.IsTrue(frame);
}

/// <summary><c>!operand</c></summary>
sealed class Negation(Evaluator operand) : Predicate
{
    public override bool IsTrue(Frame frame) => !operand.IsTrue(frame);
}

/// <summary><c>left === right</c>, or its negation.</summary>
sealed class StrictEquality(Evaluator left, Evaluator right, bool negated) : Predicate
{
    public override bool IsTrue(Frame frame) =>
        Operators.StrictlyEqual(left.Evaluate(frame), right.Evaluate(frame)) != negated;
}

/// <summary><c>left == right</c>, or its negation.</summary>
sealed class LooseEquality(Evaluator left, Evaluator right, bool negated) : Predicate
{
    public override bool IsTrue(Frame frame) =>
        Operators.LooselyEqual(frame, left.Evaluate(frame), right.Evaluate(frame)) != negated;
}

/// <summary><c>left &lt; right</c></summary>
sealed class LessThan(Evaluator left, Evaluator right) : Predicate
{
    public override bool IsTrue(Frame frame) =>
        Operators.Less(frame, left.Evaluate(frame), right.Evaluate(frame));
}

/// <summary><c>left &gt; right</c>; its left side is evaluated first, as JavaScript does.</summary>
sealed class GreaterThan(Evaluator left, Evaluator right) : Predicate
{
    public override bool IsTrue(Frame frame)
    {
        var first = left.Evaluate(frame);
        return Operators.Less(frame, right.Evaluate(frame), first);
    }
}

/// <summary><c>left &lt;= right</c></summary>
sealed class AtMost(Evaluator left, Evaluator right) : Predicate
{
    public override bool IsTrue(Frame frame) =>
        Operators.LessOrEqual(frame, left.Evaluate(frame), right.Evaluate(frame));
}

/// <summary><c>left &gt;= right</c>; its left side is evaluated first, as JavaScript does.</summary>
sealed class AtLeast(Evaluator left, Evaluator right) : Predicate
{
    public override bool IsTrue(Frame frame)
    {
        var first = left.Evaluate(frame);
        return Operators.LessOrEqual(frame, right.Evaluate(frame), first);
    }
}

/// <summary><c>text =~ pattern</c>, or its negation.</summary>
sealed class Likeness(Evaluator text, Evaluator pattern, bool negated) : Predicate
{
    public override bool IsTrue(Frame frame)
    {
        var subject = text.Evaluate(frame);
        return frame.Operators.Test(pattern.Evaluate(frame), subject) != negated;
    }
}

/// <summary><c>element in list</c>, or its negation. Elements are compared by <c>===</c>.</summary>
sealed class Membership(Evaluator element, Evaluator list, bool negated) : Predicate
{
    static readonly JsValue LengthName = new JsString("length");

    public override bool IsTrue(Frame frame)
    {
        var items = list.Evaluate(frame);
        var wanted = element.Evaluate(frame);
        return Contains(frame, items, wanted) != negated;
    }

    static bool Contains(Frame frame, JsValue items, JsValue wanted)
    {
        var length = TypeConverter.ToNumber(Operators.Member(frame, items, LengthName));
        for (var i = 0.0; i < length; i++)
        {
            // The length is what a fact says it is.
            if (i % ConditionLimits.ElementsPerLook == 0)
                frame.Script?.Spend(ConditionLimits.ElementsPerLook);

            var item = items is JsArray array ? array[(uint)i] : Operators.Member(frame, items, JsNumber.Create(i));
            if (Operators.StrictlyEqual(item, wanted))
                return true;
        }

        return false;
    }
}

/// <summary><c>element in [ … ]</c> with the list written out: no list is made.</summary>
sealed class WrittenMembership(Evaluator element, Evaluator[] items, bool negated) : Predicate
{
    public override bool IsTrue(Frame frame)
    {
        var wanted = element.Evaluate(frame);
        foreach (var item in items)
        {
            if (Operators.StrictlyEqual(item.Evaluate(frame), wanted))
                return !negated;
        }

        return negated;
    }
}
