using System.Diagnostics;
using Jint.Native;
using Patchlog.Rules.Conditions;
using Patchlog.Rules.Matching;
using Patchlog.Rules.Syntax;

namespace Patchlog.Rules.Network;

/// <summary>Makes the plans of one pattern.</summary>
sealed class PatternCompiler(Names names, Declaration.Rule rule, FaultList faults)
{
    /// <summary>Compiles a pattern that stands behind others; null after a fault.</summary>
    public CompiledPattern? Compile(Condition.Single condition, Bindings earlier, bool isFirst)
    {
        var pattern = condition.Pattern;
        if (!names.TryFindType(pattern.Type, out var type))
        {
            Report(pattern.TypeOffset, $"Nothing defines the type '{pattern.Type}'. The types are {ListTypes()}.");
            return null;
        }

        var count = faults.Count;
        var compiler = new ExpressionCompiler(names, pattern.Alias, earlier, Report);
        var conditions = Conjuncts(pattern.Constraint).Where(part => part is not Expression.Literal { Value: true });
        var alone = new List<Expression>();
        var joined = new List<Expression>();
        foreach (var part in conditions)
        {
            var isAlone = pattern.Source is null && !UsesEarlier(part, pattern.Alias, earlier);
            (isAlone ? alone : joined).Add(part);
        }

        var source = pattern.Source is null
            ? null
            : ToTest(pattern.Source, new ExpressionCompiler(names, own: null, earlier, Report));
        var (left, right) = pattern.Source is null
            ? new JoinPlanner(pattern.Alias, earlier).Plan(joined)
            : (MemoryPlan.Unindexed, MemoryPlan.Unindexed);
        JsValue[] bound = [.. pattern.Bindings.Select(binding => (JsValue)new JsString(binding.Member))];

        var node = new NodePlan(
            KindOf(condition, isFirst), ToTests(joined, compiler), left, right, bound, source, type);
        var tests = ToTests(alone, compiler);
        return faults.Count > count ? null : new CompiledPattern(node, type, tests, KeysOf(pattern, alone, joined));
    }

    static NodeKind KindOf(Condition.Single condition, bool isFirst) =>
        (condition.Quantifier, condition.Pattern.Source is not null) switch
        {
            (Quantifier.Not, true) => NodeKind.FromNot,
            (Quantifier.Exists, true) => NodeKind.FromExists,
            (Quantifier.Each, true) => NodeKind.From,
            (Quantifier.Not, false) => NodeKind.Not,
            (Quantifier.Exists, false) => NodeKind.Exists,
            (Quantifier.Each, false) => isFirst ? NodeKind.Entry : NodeKind.Join,
        };

    /// <summary>The parts of a condition between its top-level <c>&amp;&amp;</c>.</summary>
    static IEnumerable<Expression> Conjuncts(Expression? expression)
    {
        if (expression is Expression.Binary { Operator: BinaryOperator.And } both)
            return [.. Conjuncts(both.Left), .. Conjuncts(both.Right)];

        return expression is null ? [] : [expression];
    }

    /// <summary>How nools shares the pattern's way with those of other patterns: from the last condition on.</summary>
    static List<string> KeysOf(Pattern pattern, List<Expression> alone, List<Expression> joined)
    {
        var keys = new List<string> { "alias " + pattern.Alias };
        if (pattern.Bindings.Count > 0)
        {
            var bound = pattern.Bindings.Select(binding => binding.Member + ":" + binding.Name);
            keys.Add($"bind {pattern.Alias} {string.Join(",", bound.Order(StringComparer.Ordinal))}");
        }

        if (alone.Count + joined.Count == 0)
            keys.Add("true " + pattern.Alias);
        for (var i = alone.Count - 1; i >= 0; i--)
        {
            var key = $"test {pattern.Alias} {alone[i].Key}";
            if (!keys.Contains(key))
                keys.Add(key);
        }

        return keys;
    }

    static bool UsesEarlier(Expression expression, string own, Bindings earlier) => expression switch
    {
        Expression.Literal => false,
        Expression.Name name => name.Text != own && earlier.Find(name.Text) is not null,
        Expression.Member member => UsesEarlier(member.Owner, own, earlier),
        Expression.Index index => UsesEarlier(index.Owner, own, earlier) || UsesEarlier(index.At, own, earlier),
        Expression.Call call => UsesEarlier(call.Callee, own, earlier)
            || call.Arguments.Any(argument => UsesEarlier(argument, own, earlier)),
        Expression.List list => list.Items.Any(item => UsesEarlier(item, own, earlier)),
        Expression.Unary unary => UsesEarlier(unary.Operand, own, earlier),
        Expression.Binary binary => UsesEarlier(binary.Left, own, earlier) || UsesEarlier(binary.Right, own, earlier),
        Expression.Group group => UsesEarlier(group.Inner, own, earlier),
        _ => throw new UnreachableException($"{expression.GetType()} is no expression."),
    };

    Test[] ToTests(List<Expression> expressions, ExpressionCompiler compiler) =>
        [.. expressions.Select(expression => ToTest(expression, compiler))];

    Test ToTest(Expression expression, ExpressionCompiler compiler) =>
        new(compiler.Compile(expression), expression, rule.File, rule.Name);

    string ListTypes()
    {
        const int most = NetworkLimits.MaxListedTypes;
        var types = string.Join(", ", names.Types.Take(most));
        return names.Types.Count > most ? types + " and others" : types;
    }

    void Report(int offset, string message) =>
        faults.Add(rule.File.FaultAt(offset, RuleFaultCodes.Undeclared, message, rule.Name));
}

/// <summary>A pattern, compiled.</summary>
/// <param name="Node">What its node does.</param>
/// <param name="Type">The type of its facts.</param>
/// <param name="Tests">The conditions that concern the fact alone.</param>
/// <param name="Keys">How nools shares its way with those of other patterns.</param>
sealed record CompiledPattern(NodePlan Node, int Type, Test[] Tests, List<string> Keys);
