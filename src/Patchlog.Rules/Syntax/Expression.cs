using System.Globalization;

namespace Patchlog.Rules.Syntax;

/// <summary>The operators of conditions, in the order in which they bind: the last bind closest.</summary>
enum BinaryOperator
{
    Or,
    And,
    In,
    NotIn,
    Equal,
    NotEqual,
    StrictEqual,
    StrictNotEqual,
    Like,
    NotLike,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// <summary>
/// A condition, or a part of one. <see cref="Key"/> is the same for parts that are written alike apart from spaces:
/// the network shares what it knows by it.
/// </summary>
/// <param name="Offset">Where it begins in its file.</param>
abstract record Expression(int Offset)
{
    /// <summary>The text that like expressions share.</summary>
    public abstract string Key { get; }

    /// <summary>A text, a number, a boolean, null or a regular expression.</summary>
    /// <param name="Offset">Where it begins.</param>
    /// <param name="Value">A string, a double, a bool, null, or a <see cref="RegexLiteral"/>.</param>
    public sealed record Literal(int Offset, object? Value) : Expression(Offset)
    {
        public override string Key => Value switch
        {
            null => "null",
            string text => $"'{Escape(text)}'",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            bool flag => flag ? "true" : "false",
            RegexLiteral regex => regex.Text,
            var other => throw new System.Diagnostics.UnreachableException($"{other.GetType()} is no literal."),
        };

        static string Escape(string text) => text
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("'", "\\'", StringComparison.Ordinal);
    }

    /// <summary>A variable: an alias, a binding, a global, a function.</summary>
    public sealed record Name(int Offset, string Text) : Expression(Offset)
    {
        public override string Key => Text;
    }

    /// <summary><c>owner.name</c></summary>
    public sealed record Member(int Offset, Expression Owner, string Text) : Expression(Offset)
    {
        public override string Key => $"{Owner.Key}['{Text}']";
    }

    /// <summary><c>owner[index]</c></summary>
    public sealed record Index(int Offset, Expression Owner, Expression At) : Expression(Offset)
    {
        public override string Key => $"{Owner.Key}[{At.Key}]";
    }

    /// <summary><c>callee(arguments)</c></summary>
    public sealed record Call(int Offset, Expression Callee, IReadOnlyList<Expression> Arguments) : Expression(Offset)
    {
        public override string Key => $"{Callee.Key}({string.Join(",", Arguments.Select(argument => argument.Key))})";
    }

    /// <summary><c>[items]</c></summary>
    public sealed record List(int Offset, IReadOnlyList<Expression> Items) : Expression(Offset)
    {
        public override string Key => $"[{string.Join(",", Items.Select(item => item.Key))}]";
    }

    /// <summary><c>!operand</c>, or <c>-operand</c> where <paramref name="IsMinus"/>.</summary>
    public sealed record Unary(int Offset, bool IsMinus, Expression Operand) : Expression(Offset)
    {
        public override string Key => $"{(IsMinus ? '-' : '!')}({Operand.Key})";
    }

    /// <summary><c>left operator right</c></summary>
    public sealed record Binary(int Offset, BinaryOperator Operator, Expression Left, Expression Right)
        : Expression(Offset)
    {
        public override string Key => $"{Left.Key} {Operator} {Right.Key}";
    }

    /// <summary>
    /// <c>(inner)</c>. It is kept because only the top-level parts of a condition are conditions of their own.
    /// </summary>
    public sealed record Group(int Offset, Expression Inner) : Expression(Offset)
    {
        public override string Key => $"({Inner.Key})";
    }
}

/// <summary>A regular expression as written.</summary>
/// <param name="Text">With slashes and flags.</param>
sealed record RegexLiteral(string Text);
