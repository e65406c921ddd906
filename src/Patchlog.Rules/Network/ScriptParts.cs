using Patchlog.Rules.Syntax;
using Patchlog.Scripting;

namespace Patchlog.Rules.Network;

/// <summary>
/// Hands the JavaScript parts of rule files to the JavaScript parser, each with line and column as in its file.
/// </summary>
static class ScriptParts
{
    /// <summary>
    /// Lines that a script is moved down, all of them: something stands before each part, and there is no line 0.
    /// </summary>
    public const int LineShift = 1;

    /// <summary>Parses a part; null after a fault.</summary>
    /// <param name="part">The part.</param>
    /// <param name="before">What makes an expression of it, before.</param>
    /// <param name="after">The same, behind.</param>
    /// <param name="rule">The rule it belongs to, or null.</param>
    /// <param name="faults">Gets what is wrong.</param>
    public static PreparedScript? Prepare(
        ScriptPart part, string before, string after, string? rule, FaultList faults)
    {
        var (line, column) = part.File.PlaceOf(part.Start);

        // The part stands on lines of its own, moved to its column, so that its places are those of the file.
        var indent = new string(' ', Math.Min(column - 1, NetworkLimits.MaxIndent));
        var text = $"{before}\n{indent}{part.Text}\n{after}";
        if (PreparedScript.TryPrepare(text, part.File.Name, line - 1 + LineShift, out var script, out var fault))
            return script;

        var (lineAt, columnAt) = Within(part, fault.Line - LineShift, fault.Column);
        var message = fault.Message + ".";
        faults.Add(new RuleFault(RuleFaultCodes.Syntax, message, part.File.Name, lineAt, columnAt) { Rule = rule });

        return null;
    }

    /// <summary>A place behind the part is its end: what is there is ours.</summary>
    static (int Line, int Column) Within(ScriptPart part, int line, int column)
    {
        var (lastLine, lastColumn) = part.File.PlaceOf(part.End);
        return line > lastLine || (line == lastLine && column > lastColumn)
            ? (lastLine, lastColumn)
            : (line, column);
    }
}
