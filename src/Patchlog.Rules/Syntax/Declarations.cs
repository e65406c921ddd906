namespace Patchlog.Rules.Syntax;

/// <summary>A JavaScript part of a rule file.</summary>
/// <param name="File">Its file.</param>
/// <param name="Start">The offset of its first character.</param>
/// <param name="End">The offset behind its last character.</param>
sealed record ScriptPart(SourceFile File, int Start, int End)
{
    public string Text => File.Text[Start..End];
}

/// <summary>What stands at the top level of a file.</summary>
/// <param name="File">Its file.</param>
/// <param name="Offset">Where its name stands.</param>
/// <param name="Name">What it declares.</param>
abstract record Declaration(SourceFile File, int Offset, string Name)
{
    /// <summary><c>define Name { … }</c>; the body has the braces.</summary>
    public sealed record Define(SourceFile File, int Offset, string Name, ScriptPart Body)
        : Declaration(File, Offset, Name)
    {
        /// <summary>Whether its facts keep whatever members they are given: it is a type of the host.</summary>
        public bool IsOpen { get; init; }

        /// <summary>A type of the host, which no file defines.</summary>
        public static Define OfHost(string name)
        {
            var file = new SourceFile(new("(host)", "{}"));
            return new(file, 0, name, new(file, 0, file.Text.Length)) { IsOpen = true };
        }
    }

    /// <summary><c>global name = value;</c></summary>
    public sealed record Global(SourceFile File, int Offset, string Name, ScriptPart Value)
        : Declaration(File, Offset, Name);

    /// <summary><c>function name(…) { … }</c>; the part is all of it.</summary>
    public sealed record Function(SourceFile File, int Offset, string Name, ScriptPart Text)
        : Declaration(File, Offset, Name);

    /// <summary><c>import("path");</c>; the name is the path as written.</summary>
    public sealed record Import(SourceFile File, int Offset, string Name) : Declaration(File, Offset, Name);

    /// <summary><c>rule name { options when { … } then { … } }</c></summary>
    public sealed record Rule(SourceFile File, int Offset, string Name) : Declaration(File, Offset, Name)
    {
        public int Salience { get; init; }

        public string? AgendaGroup { get; init; }

        public bool AutoFocus { get; init; }

        public bool NoLoop { get; init; }

        public IReadOnlyList<Condition> Conditions { get; init; } = [];

        public ScriptPart? Action { get; init; }
    }
}

/// <summary>One element of <c>when</c>.</summary>
abstract record Condition
{
    /// <summary>A pattern, possibly under <c>not</c> or <c>exists</c>.</summary>
    public sealed record Single(Quantifier Quantifier, Pattern Pattern) : Condition;

    /// <summary><c>or(…)</c>: each alternative makes a rule of its own.</summary>
    public sealed record Or(IReadOnlyList<Single> Alternatives) : Condition;
}

/// <summary>How many facts a pattern wants.</summary>
enum Quantifier
{
    /// <summary>Fires for each.</summary>
    Each,

    /// <summary>Wants none.</summary>
    Not,

    /// <summary>Wants at least one, and fires once.</summary>
    Exists,
}

/// <summary><c>alias : Type constraint {member : binding} from source</c></summary>
/// <param name="Offset">Where the alias stands.</param>
/// <param name="Alias">What the fact is called.</param>
/// <param name="Type">What the fact must be.</param>
/// <param name="TypeOffset">Where the type stands.</param>
/// <param name="Constraint">What must hold, or null.</param>
/// <param name="Bindings">Members whose values get a name.</param>
/// <param name="Source">Where the facts come from, or null for working memory.</param>
sealed record Pattern(
    int Offset,
    string Alias,
    string Type,
    int TypeOffset,
    Expression? Constraint,
    IReadOnlyList<Binding> Bindings,
    Expression? Source);

/// <summary><c>member : name</c></summary>
sealed record Binding(int Offset, string Member, string Name);
