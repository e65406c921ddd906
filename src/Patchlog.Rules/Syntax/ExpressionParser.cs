using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Patchlog.Rules.Syntax;

/// <summary>Reads conditions: the operators and precedence of JavaScript, and the word operators of nools.</summary>
sealed class ExpressionParser(TokenReader reader)
{
    static readonly Dictionary<string, BinaryOperator> Symbols = new(StringComparer.Ordinal)
    {
        ["||"] = BinaryOperator.Or,
        ["&&"] = BinaryOperator.And,
        ["=="] = BinaryOperator.Equal,
        ["!="] = BinaryOperator.NotEqual,
        ["==="] = BinaryOperator.StrictEqual,
        ["!=="] = BinaryOperator.StrictNotEqual,
        ["=~"] = BinaryOperator.Like,
        ["!=~"] = BinaryOperator.NotLike,
        ["<"] = BinaryOperator.Less,
        [">"] = BinaryOperator.Greater,
        ["<="] = BinaryOperator.LessOrEqual,
        [">="] = BinaryOperator.GreaterOrEqual,
        ["+"] = BinaryOperator.Add,
        ["-"] = BinaryOperator.Subtract,
        ["*"] = BinaryOperator.Multiply,
        ["/"] = BinaryOperator.Divide,
        ["%"] = BinaryOperator.Remainder,
    };

    static readonly Dictionary<string, BinaryOperator> Words = new(StringComparer.Ordinal)
    {
        ["or"] = BinaryOperator.Or,
        ["and"] = BinaryOperator.And,
        ["in"] = BinaryOperator.In,
        ["notIn"] = BinaryOperator.NotIn,
        ["eq"] = BinaryOperator.Equal,
        ["neq"] = BinaryOperator.NotEqual,
        ["seq"] = BinaryOperator.StrictEqual,
        ["sneq"] = BinaryOperator.StrictNotEqual,
        ["like"] = BinaryOperator.Like,
        ["notLike"] = BinaryOperator.NotLike,
        ["lt"] = BinaryOperator.Less,
        ["gt"] = BinaryOperator.Greater,
        ["lte"] = BinaryOperator.LessOrEqual,
        ["gte"] = BinaryOperator.GreaterOrEqual,
        ["OR"] = BinaryOperator.Or,
        ["AND"] = BinaryOperator.And,
        ["EQ"] = BinaryOperator.Equal,
        ["NEQ"] = BinaryOperator.NotEqual,
        ["SEQ"] = BinaryOperator.StrictEqual,
        ["SNEQ"] = BinaryOperator.StrictNotEqual,
        ["LIKE"] = BinaryOperator.Like,
        ["NOT_LIKE"] = BinaryOperator.NotLike,
        ["LT"] = BinaryOperator.Less,
        ["GT"] = BinaryOperator.Greater,
        ["LTE"] = BinaryOperator.LessOrEqual,
        ["GTE"] = BinaryOperator.GreaterOrEqual,
    };

    int _depth;
    int _operators;

    /// <summary>Reads an expression; false if a fault was reported.</summary>
    public bool TryParse([NotNullWhen(true)] out Expression? expression)
    {
        _depth = 0;
        _operators = 0;
        return TryParse(minimum: 0, out expression);
    }

    /// <summary>Precedence climbing: reads operators that bind at least as closely as a minimum.</summary>
    bool TryParse(int minimum, [NotNullWhen(true)] out Expression? expression)
    {
        expression = null;
        if (++_depth > SyntaxLimits.MaxDepth)
            return reader.Report(reader.Current.Start, RuleFaultCodes.Syntax, "The condition nests too deeply.");

        if (!TryParseUnary(out expression))
            return false;

        while (OperatorAt(reader.Current) is { } found && Precedence(found) >= minimum)
        {
            if (!CountOperator())
                return false;

            reader.Take();
            if (!TryParse(Precedence(found) + 1, out var right))
                return false;

            expression = new Expression.Binary(expression.Offset, found, expression, right);
        }

        _depth--;
        return true;
    }

    bool CountOperator() => ++_operators <= SyntaxLimits.MaxOperators || reader.Report(
        reader.Current.Start,
        RuleFaultCodes.Syntax,
        $"The condition has more than {SyntaxLimits.MaxOperators} operators, members and calls.");

    static BinaryOperator? OperatorAt(Token token)
    {
        var operators = token.Kind switch
        {
            TokenKind.Punctuator => Symbols,
            TokenKind.Name => Words,
            TokenKind.End or TokenKind.Number or TokenKind.Text or TokenKind.Broken => null,
        };

        return operators is not null && operators.TryGetValue(token.Value, out var found) ? found : null;
    }

    static int Precedence(BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Or => 0,
        BinaryOperator.And => 1,
        BinaryOperator.In or BinaryOperator.NotIn => 2,
        BinaryOperator.Equal or BinaryOperator.NotEqual or BinaryOperator.StrictEqual or BinaryOperator.StrictNotEqual
            or BinaryOperator.Like or BinaryOperator.NotLike => 3,
        BinaryOperator.Less or BinaryOperator.Greater or BinaryOperator.LessOrEqual
            or BinaryOperator.GreaterOrEqual => 4,
        BinaryOperator.Add or BinaryOperator.Subtract => 5,
        BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Remainder => 6,
    };

    bool TryParseUnary([NotNullWhen(true)] out Expression? expression)
    {
        var token = reader.Current;
        if (!token.Is("!") && !token.Is("-"))
            return TryParsePostfix(out expression);

        reader.Take();
        expression = null;
        if (++_depth > SyntaxLimits.MaxDepth)
            return reader.Report(token.Start, RuleFaultCodes.Syntax, "The condition nests too deeply.");
        if (!TryParseUnary(out var operand))
            return false;

        _depth--;
        expression = token.Is("-") && operand is Expression.Literal { Value: double number }
            ? new Expression.Literal(token.Start, -number)
            : new Expression.Unary(token.Start, token.Is("-"), operand);
        return true;
    }

    bool TryParsePostfix([NotNullWhen(true)] out Expression? expression)
    {
        if (!TryParsePrimary(out expression))
            return false;

        while (reader.Current.Is(".") || reader.Current.Is("[") || reader.Current.Is("("))
        {
            if (!CountOperator())
                return false;

            if (reader.TryTake("."))
            {
                if (reader.Current.Kind != TokenKind.Name)
                    return reader.Report("the name of a member");
                expression = new Expression.Member(expression.Offset, expression, reader.Take().Value);
            }
            else if (reader.TryTake("["))
            {
                if (!TryParse(0, out var index) || !reader.Expect("]"))
                    return false;
                expression = index is Expression.Literal { Value: string name }
                    ? new Expression.Member(expression.Offset, expression, name)
                    : new Expression.Index(expression.Offset, expression, index);
            }
            else
            {
                reader.Take();
                if (!TryParseList(")", out var arguments))
                    return false;
                expression = new Expression.Call(expression.Offset, expression, arguments);
            }
        }

        return true;
    }

    bool TryParsePrimary([NotNullWhen(true)] out Expression? expression)
    {
        var token = reader.Current;
        expression = token.Kind switch
        {
            TokenKind.Text => new Expression.Literal(token.Start, token.Value),
            TokenKind.Number => new Expression.Literal(
                token.Start, double.Parse(token.Value, CultureInfo.InvariantCulture)),
            TokenKind.Name => NameOrWord(token),
            TokenKind.End or TokenKind.Punctuator or TokenKind.Broken => null,
        };
        if (expression is not null)
        {
            reader.Take();
            return true;
        }

        if (token.Is("/"))
            return TryParseRegex(token, out expression);

        if (reader.TryTake("("))
        {
            if (!TryParse(0, out var inner) || !reader.Expect(")"))
                return false;
            expression = new Expression.Group(token.Start, inner);
            return true;
        }

        if (reader.TryTake("["))
        {
            if (!TryParseList("]", out var items))
                return false;
            expression = new Expression.List(token.Start, items);
            return true;
        }

        return reader.Report("a value, a variable, '(', '[', '!' or '-'");
    }

    static Expression NameOrWord(Token token) => token.Value switch
    {
        "null" => new Expression.Literal(token.Start, null),
        "true" => new Expression.Literal(token.Start, true),
        "false" => new Expression.Literal(token.Start, false),
        _ => new Expression.Name(token.Start, token.Value),
    };

    bool TryParseRegex(Token slash, [NotNullWhen(true)] out Expression? expression)
    {
        expression = null;
        var end = reader.Scripts.SkipRegex(slash.Start);
        if (end < 0)
        {
            return reader.Report(
                slash.Start, RuleFaultCodes.Syntax, "The regular expression has no closing '/' on its line.");
        }

        var text = reader.File.Text[slash.Start..end];
        expression = new Expression.Literal(slash.Start, new RegexLiteral(text));
        reader.MoveTo(end);
        return true;
    }

    bool TryParseList(string close, out List<Expression> items)
    {
        items = [];
        if (reader.TryTake(close))
            return true;

        do
        {
            if (!TryParse(0, out var item))
                return false;
            items.Add(item);
        }
        while (reader.TryTake(","));

        return reader.Expect(close);
    }
}
