using Jint.Native;
using Patchlog.Rules.Conditions;

namespace Patchlog.Rules.Matching;

/// <summary>
/// What the nodes of <c>from</c> have in common: each token has values of its own, the elements of a list or one
/// value. Null, undefined and elements that are null match nothing.
/// </summary>
abstract class SourceNode(NodePlan plan, MatchState state) : Node(plan, state)
{
    protected IEnumerable<JsValue> ValuesOf(Token token)
    {
        var frame = State.Frame;
        frame.Left = token;
        frame.Own = JsValue.Undefined;
        frame.Test = Plan.Source;
        var values = Plan.Source?.Condition.Evaluate(frame) ?? JsValue.Undefined;
        if (values is not JsArray array)
        {
            yield return values;
            yield break;
        }

        for (var i = 0u; i < array.Length; i++)
            yield return array[i];
    }

    /// <summary>Whether a value has the type and meets the conditions.</summary>
    /// <param name="token">The facts before it.</param>
    /// <param name="value">The value.</param>
    /// <param name="recency">When it was asserted; now, if it is no fact; −1 if it has another type.</param>
    protected bool IsMatch(Token token, JsValue value, out int recency)
    {
        recency = -1;
        State.CountStep();
        if (!FactTypes.Is(value, Plan.SourceType, State.Types))
            return false;

        recency = State.Facts.TryFind(value, out var fact) ? fact.Recency : State.NextRecency();
        var frame = State.Frame;
        frame.Left = token;
        frame.Own = value;
        return Test.AllHold(Plan.Tests, frame);
    }

    protected JsValue[] Bind(JsValue value)
    {
        if (Plan.Bound.Length == 0)
            return [];

        var values = new JsValue[Plan.Bound.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = Operators.Member(State.Frame, value, Plan.Bound[i]);
        return values;
    }
}

/// <summary>Pairs tokens with values of their own.</summary>
sealed class FromNode(NodePlan plan, MatchState state) : SourceNode(plan, state)
{
    public override void AssertLeft(Token token)
    {
        foreach (var value in ValuesOf(token))
        {
            if (!IsMatch(token, value, out var recency))
                continue;

            var child = new Token { Parent = token, Value = value, Recency = recency, Bindings = Bind(value) };
            token.AddChild(child);
            Successor.AssertLeft(child);
        }
    }

    /// <summary>All values are new ones, whatever they were: what they led to happens again.</summary>
    public override void ModifyLeft(Token token)
    {
        WithdrawChildren(token);
        AssertLeft(token);
    }

    public override void RetractLeft(Token token) => WithdrawChildren(token);
}

/// <summary>Passes on the tokens that have no value that matches, or, where wanted, at least one.</summary>
sealed class QuantifiedFromNode(NodePlan plan, MatchState state) : SourceNode(plan, state)
{
    readonly bool _wantsMatch = plan.Kind == NodeKind.FromExists;

    public override void AssertLeft(Token token)
    {
        if (HasMatch(token) == _wantsMatch)
            Extend(token);
    }

    public override void ModifyLeft(Token token)
    {
        var passes = HasMatch(token) == _wantsMatch;
        if (!passes)
            WithdrawChildren(token);
        else if (token.FirstChild is { } child)
            Successor.ModifyLeft(child);
        else
            Extend(token);
    }

    public override void RetractLeft(Token token) => WithdrawChildren(token);

    bool HasMatch(Token token)
    {
        foreach (var value in ValuesOf(token))
        {
            if (IsMatch(token, value, out _))
                return true;
        }

        return false;
    }
}
