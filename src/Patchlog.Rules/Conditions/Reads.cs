using Jint.Native;

namespace Patchlog.Rules.Conditions;

/// <summary>A literal.</summary>
sealed class Constant(JsValue value) : Evaluator
{
    public override JsValue Evaluate(Frame frame) => value;
}

/// <summary>The fact of the pattern itself.</summary>
sealed class OwnFact : Evaluator
{
    public override JsValue Evaluate(Frame frame) => frame.Own;
}

/// <summary>The fact of a pattern before.</summary>
/// <param name="steps">How many patterns before the last.</param>
sealed class EarlierFact(int steps) : Evaluator
{
    public override JsValue Evaluate(Frame frame) => frame.Ancestor(steps).Value;
}

/// <summary>What a pattern before bound to a name.</summary>
/// <param name="steps">How many patterns before the last.</param>
/// <param name="index">Which of its bindings.</param>
sealed class EarlierBinding(int steps, int index) : Evaluator
{
    public override JsValue Evaluate(Frame frame) => frame.Ancestor(steps).BindingAt(index);
}

/// <summary>A function, a global or a built-in.</summary>
sealed class ScopeRead(int slot) : Evaluator
{
    public override JsValue Evaluate(Frame frame) => frame.Scope[slot];
}

/// <summary>A regular expression that scripts may see, and so change: a new one each time.</summary>
sealed class RegexCopy(Evaluator pattern) : Evaluator
{
    public override JsValue Evaluate(Frame frame) => frame.Operators.CopyRegex(pattern.Evaluate(frame));
}

/// <summary><c>owner.name</c></summary>
sealed class MemberRead(Evaluator owner, string name) : Evaluator
{
    readonly JsValue _name = new JsString(name);

    public override JsValue Evaluate(Frame frame) => Operators.Member(frame, owner.Evaluate(frame), _name);
}

/// <summary><c>owner[index]</c></summary>
sealed class IndexRead(Evaluator owner, Evaluator index) : Evaluator
{
    public override JsValue Evaluate(Frame frame) =>
        Operators.Member(frame, owner.Evaluate(frame), index.Evaluate(frame));
}

/// <summary><c>[items]</c></summary>
sealed class ListRead(Evaluator[] items) : Evaluator
{
    public override JsValue Evaluate(Frame frame)
    {
        var engine = frame.Engine ?? throw new InvalidOperationException("The frame belongs to no engine.");
        var values = new JsValue[items.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = items[i].Evaluate(frame);
        return new JsArray(engine, values);
    }
}
