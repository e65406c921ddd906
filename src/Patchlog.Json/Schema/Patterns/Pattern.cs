using System.Diagnostics.CodeAnalysis;

namespace Patchlog.Json.Schema.Patterns;

/// <summary>
/// A regular expression with the meaning of ECMA-262 in Unicode mode, which is what JSON Schema asks for (2020-12
/// Core §6.4): whole code points, <c>\d</c> and <c>\w</c> of ASCII, <c>\p{…}</c>. It runs in time that grows with the
/// text; where back-references make that impossible, a budget ends it. Thread-safe.
/// </summary>
sealed class Pattern
{
    readonly PatternProgram _program;
    readonly PatternAutomaton? _automaton;

    Pattern(PatternProgram program)
    {
        _program = program;
        _automaton = PatternAutomaton.TryCreate(program);
    }

    /// <summary>How many instructions the pattern takes.</summary>
    public int Length => _program.Code.Length;

    /// <summary>About how many bytes it takes beside its instructions.</summary>
    public long Memory =>
        (_automaton?.Memory ?? 0) + _program.Sets.Sum(set => sizeof(int) * (long)set.Bounds.Length);

    /// <summary>The pattern of a text.</summary>
    /// <param name="text">As it stands in the schema.</param>
    /// <param name="maxLength">The most instructions; counted repetitions are written out.</param>
    /// <param name="pattern">The pattern, if the answer is true.</param>
    /// <param name="fault">What is wrong with the text, if the answer is false.</param>
    public static bool TryParse(
        string text,
        int maxLength,
        [NotNullWhen(true)] out Pattern? pattern,
        [NotNullWhen(false)] out PatternFault? fault)
    {
        pattern = null;
        if (text.Length > PatternLimits.MaxTextLength)
        {
            fault = new(0, $"it is longer than {PatternLimits.MaxTextLength} characters") { IsLimit = true };
            return false;
        }

        if (!PatternParser.TryParse(text, out var tree, out var groupCount, out fault))
            return false;

        if (!PatternCompiler.TryCompile(tree, groupCount, maxLength, out var program))
        {
            fault = new PatternFault(0, "written out, its repetitions are more than the limits allow")
            { IsLimit = true };
            return false;
        }

        pattern = new Pattern(program);
        return true;
    }

    /// <summary>Whether a text is a pattern by its grammar, and no longer than the limit.</summary>
    public static bool IsPattern(string text) =>
        text.Length <= PatternLimits.MaxTextLength && PatternParser.TryParse(text, out _, out _, out _);

    /// <summary>Whether the pattern occurs in a text; false, too, if the budget is spent on the way.</summary>
    /// <param name="content">A JSON string's text without its quotes.</param>
    /// <param name="budget">Pays for the work.</param>
    public bool Occurs(ReadOnlySpan<byte> content, WorkBudget budget)
    {
        const int bytesOfOneUnit = 8;
        if (!budget.TrySpend(content.Length / bytesOfOneUnit))
            return false;

        var outcome = _automaton?.Run(content, budget) ?? PatternOutcome.Undecided;
        if (outcome == PatternOutcome.Undecided && !budget.IsSpent)
            outcome = Backtracker.Run(_program, content, budget);

        return outcome == PatternOutcome.Match;
    }
}
