using System.Diagnostics;
using Jint.Native;
using Patchlog.Rules.Conditions;
using Patchlog.Rules.Syntax;
using Patchlog.Scripting;

namespace Patchlog.Rules.Network;

/// <summary>Makes evaluators of the conditions of one pattern. Names that nothing declares are faults.</summary>
/// <param name="names">The names of the rule set.</param>
/// <param name="own">The alias of the pattern, or null for what stands behind <c>from</c>.</param>
/// <param name="earlier">The names that the patterns before it bind.</param>
/// <param name="report">Gets a fault: where, and what.</param>
sealed class ExpressionCompiler(Names names, string? own, Bindings earlier, Action<int, string> report)
{
    public Evaluator Compile(Expression expression) => expression switch
    {
        Expression.Literal literal => Literal(literal),
        Expression.Name name => Variable(name),
        Expression.Member member => new MemberRead(Compile(member.Owner), member.Text),
        Expression.Index index => new IndexRead(Compile(index.Owner), Compile(index.At)),
        Expression.Call call => Call(call),
        Expression.List list => new ListRead(CompileAll(list.Items)),
        Expression.Unary unary => unary.IsMinus
            ? new Minus(Compile(unary.Operand))
            : new Negation(Compile(unary.Operand)),
        Expression.Binary binary => Binary(binary),
        Expression.Group group => Compile(group.Inner),
        _ => throw new UnreachableException($"{expression.GetType()} is no expression."),
    };

    Evaluator[] CompileAll(IReadOnlyList<Expression> expressions) => [.. expressions.Select(Compile)];

    Evaluator Literal(Expression.Literal literal) => literal.Value switch
    {
        null => new Constant(JsValue.Null),
        string text => new Constant(new JsString(text)),
        double number => new Constant(JsNumber.Create(number)),
        bool flag => new Constant(flag ? JsBoolean.True : JsBoolean.False),
        RegexLiteral regex => new RegexCopy(Regex(literal.Offset, regex)),
        _ => throw new UnreachableException($"{literal.Value.GetType()} is no literal."),
    };

    ScopeRead Regex(int offset, RegexLiteral regex)
    {
        if (!PreparedScript.TryPrepare($"({regex.Text})", file: null, line: 1, out _, out var fault))
            report(offset, $"The regular expression {regex.Text} is faulty: {fault.Message}.");
        return new ScopeRead(names.SlotOf(regex.Text));
    }

    Evaluator Variable(Expression.Name name)
    {
        if (name.Text == own)
            return new OwnFact();

        if (earlier.Find(name.Text) is { } bound)
        {
            return bound.Binding < 0
                ? new EarlierFact(bound.Steps)
                : new EarlierBinding(bound.Steps, bound.Binding);
        }

        if (names.IsInScope(name.Text))
            return new ScopeRead(names.SlotOf(name.Text));

        report(name.Offset, $"Nothing declares '{name.Text}'. {Advice(name.Text)}");
        return new Constant(JsValue.Undefined);
    }

    Evaluator Call(Expression.Call call)
    {
        var arguments = CompileAll(call.Arguments);
        if (call.Callee is Expression.Member member)
            return new MethodCall(Compile(member.Owner), new Constant(new JsString(member.Text)), arguments);

        return call.Callee is Expression.Index index
            ? new MethodCall(Compile(index.Owner), Compile(index.At), arguments)
            : new FunctionCall(Compile(call.Callee), arguments, call.Callee.Key);
    }

    Evaluator Binary(Expression.Binary binary)
    {
        var left = Compile(binary.Left);
        var negated = binary.Operator is BinaryOperator.NotEqual or BinaryOperator.StrictNotEqual
            or BinaryOperator.NotLike or BinaryOperator.NotIn;

        if (binary is { Operator: BinaryOperator.In or BinaryOperator.NotIn, Right: Expression.List list })
            return new WrittenMembership(left, CompileAll(list.Items), negated);

        // No script sees the regular expression of =~, so that one serves all sessions.
        var right = binary is
        {
            Operator: BinaryOperator.Like or BinaryOperator.NotLike,
            Right: Expression.Literal { Value: RegexLiteral regex },
        }
            ? Regex(binary.Right.Offset, regex)
            : Compile(binary.Right);
        return binary.Operator switch
        {
            BinaryOperator.Or => new Disjunction(left, right),
            BinaryOperator.And => new Conjunction(left, right),
            BinaryOperator.In or BinaryOperator.NotIn => new Membership(left, right, negated),
            BinaryOperator.Equal or BinaryOperator.NotEqual => new LooseEquality(left, right, negated),
            BinaryOperator.StrictEqual or BinaryOperator.StrictNotEqual => new StrictEquality(left, right, negated),
            BinaryOperator.Like or BinaryOperator.NotLike => new Likeness(left, right, negated),
            BinaryOperator.Less => new LessThan(left, right),
            BinaryOperator.Greater => new GreaterThan(left, right),
            BinaryOperator.LessOrEqual => new AtMost(left, right),
            BinaryOperator.GreaterOrEqual => new AtLeast(left, right),
            BinaryOperator.Add => new Sum(left, right),
            BinaryOperator.Subtract => new Difference(left, right),
            BinaryOperator.Multiply => new Product(left, right),
            BinaryOperator.Divide => new Quotient(left, right),
            BinaryOperator.Remainder => new Remainder(left, right),
        };
    }

    static string Advice(string name) => name is "Math" or "JSON" or "String" or "Number" or "Object"
        ? "Conditions see no built-ins of JavaScript: call a function of the rule file that uses it."
        : "Is it an alias of a later pattern, or misspelt?";
}
