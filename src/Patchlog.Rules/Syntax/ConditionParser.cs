using System.Diagnostics.CodeAnalysis;

namespace Patchlog.Rules.Syntax;

/// <summary>
/// Reads what is between the braces of <c>when</c>. A faulty pattern does not hide the faults of the next.
/// </summary>
sealed class ConditionParser(TokenReader reader)
{
    readonly ExpressionParser _expressions = new(reader);

    /// <summary>Reads conditions up to the brace that closes <c>when</c>, at an offset.</summary>
    public List<Condition> Parse(int end)
    {
        var conditions = new List<Condition>();
        while (reader.Current.Start < end)
        {
            if (reader.TryTake(";"))
                continue;

            if (TryParseCondition(out var condition) && ExpectEnd(end))
                conditions.Add(condition);
            else
                Recover(end);
        }

        return conditions;
    }

    bool ExpectEnd(int end) =>
        reader.Current.Start >= end || reader.Current.Is(";") || reader.Report("';', an operator, '{' or 'from'");

    /// <summary>Goes on behind the next semicolon.</summary>
    void Recover(int end)
    {
        while (reader.Current.Start < end && !reader.Current.Is(";"))
            reader.Take();
        if (reader.Current.Start > end)
            reader.MoveTo(end);
    }

    bool TryParseCondition([NotNullWhen(true)] out Condition? condition)
    {
        condition = null;
        if (!reader.Current.IsWord("or") || !reader.Peek().Is("("))
        {
            if (!TryParseSingle(out var single))
                return false;
            condition = single;
            return true;
        }

        reader.Take();
        reader.Take();
        var alternatives = new List<Condition.Single>();
        do
        {
            if (!TryParseSingle(out var alternative))
                return false;
            alternatives.Add(alternative);
        }
        while (reader.TryTake(",") || reader.TryTake(";"));

        condition = new Condition.Or(alternatives);
        return reader.Expect(")");
    }

    bool TryParseSingle([NotNullWhen(true)] out Condition.Single? single)
    {
        single = null;
        var quantifier = reader.Current.Value switch
        {
            "not" when reader.Peek().Is("(") => Quantifier.Not,
            "exists" when reader.Peek().Is("(") => Quantifier.Exists,
            _ => Quantifier.Each,
        };

        if (quantifier != Quantifier.Each)
        {
            reader.Take();
            reader.Take();
        }

        if (!TryParsePattern(out var pattern) || (quantifier != Quantifier.Each && !reader.Expect(")")))
            return false;

        single = new Condition.Single(quantifier, pattern);
        return true;
    }

    bool TryParsePattern([NotNullWhen(true)] out Pattern? pattern)
    {
        pattern = null;
        if (reader.Current.Kind != TokenKind.Name)
            return reader.Report("a pattern: alias : Type");

        var alias = reader.Take();
        if (!reader.TryTake(":"))
            return reader.Report($"':' and a type after the alias '{alias.Value}'");
        if (reader.Current.Kind != TokenKind.Name)
            return reader.Report("the name of a type");

        var type = reader.Take();
        var bindings = new List<Binding>();
        Expression? constraint = null;
        Expression? source = null;

        if (!TryParseBindings(bindings))
            return false;
        if (!IsEndOfConstraint() && !_expressions.TryParse(out constraint))
            return false;
        if (!TryParseBindings(bindings))
            return false;

        if (reader.Current.IsWord("from"))
        {
            reader.Take();
            if (!_expressions.TryParse(out source))
                return false;
        }

        pattern = new Pattern(alias.Start, alias.Value, type.Value, type.Start, constraint, bindings, source);
        return true;
    }

    bool IsEndOfConstraint() =>
        reader.Current.Kind == TokenKind.End
        || reader.Current.IsWord("from")
        || (reader.Current.Kind == TokenKind.Punctuator && reader.Current.Value is ";" or "}" or ")" or "," or "{");

    bool TryParseBindings(List<Binding> bindings)
    {
        if (!reader.TryTake("{"))
            return true;

        do
        {
            if (reader.Current.Kind is not (TokenKind.Name or TokenKind.Text))
                return reader.Report("the name of a member");
            var member = reader.Take();

            if (!reader.Expect(":"))
                return false;
            if (reader.Current.Kind is not (TokenKind.Name or TokenKind.Text))
                return reader.Report("a name for the member's value");
            var name = reader.Take();
            bindings.Add(new Binding(name.Start, member.Value, name.Value));
        }
        while (reader.TryTake(","));

        return reader.Expect("}");
    }
}
