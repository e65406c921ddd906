using System.Diagnostics.CodeAnalysis;
using Acornima;
using Acornima.Ast;
using Jint;
using Patchlog.Scripting.Engines;

namespace Patchlog.Scripting;

/// <summary>
/// A script that was parsed and analysed once. Immutable: any number of engines on any threads may run it.
/// </summary>
public sealed class PreparedScript
{
    PreparedScript(Prepared<Script> program, string? file)
    {
        Program = program;
        File = file;
    }

    /// <summary>The file it came from, or null.</summary>
    public string? File { get; }

    internal Prepared<Script> Program { get; }

    /// <summary>Parses a script.</summary>
    /// <param name="text">The script.</param>
    /// <param name="file">The name that faults give to its file, or null.</param>
    /// <param name="line">The line of the file at which the text begins, from 1.</param>
    /// <param name="script">The script, if the answer is true.</param>
    /// <param name="fault">What is wrong and where, if the answer is false.</param>
    public static bool TryPrepare(
        string text,
        string? file,
        int line,
        [NotNullWhen(true)] out PreparedScript? script,
        [NotNullWhen(false)] out ScriptFault? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        script = null;
        fault = null;

        var options = new ScriptPreparationOptions
        {
            CollectReferencedGlobals = true,
            ParsingOptions = new ScriptParsingOptions { SourceOffset = Position.From(line, 0) },
        };

        try
        {
            var program = Engine.PrepareScript(text, file, options: options);
            fault = FindImport(program.Program, file);
            script = fault is null ? new PreparedScript(program, file) : null;
            return script is not null;
        }
        catch (ScriptPreparationException e) when (e.InnerException is ParseErrorException parse)
        {
            fault = new ScriptFault(
                ScriptFaultCodes.Syntax, parse.Description, file, parse.LineNumber, parse.Column + 1);
        }
        catch (ScriptPreparationException)
        {
            // The parser's stack, or Jint's own bound on nesting, which a long chain of operators passes too.
            fault = new ScriptFault(ScriptFaultCodes.Syntax, "The script nests too deeply.", file, line, 1);
        }

        return false;
    }

    /// <summary>The fault of a script that imports: engines load no modules. Null if it does not.</summary>
    static ScriptFault? FindImport(Script? program, string? file)
    {
        var import = program?.DescendantNodes().FirstOrDefault(node => node is ImportExpression);
        return import is null
            ? null
            : new ScriptFault(
                ScriptFaultCodes.Syntax,
                "Scripts can't import.",
                file,
                import.Location.Start.Line,
                import.Location.Start.Column + 1);
    }

    /// <summary>
    /// The fault of a script that has what no bound can bound: a generator, or a <c>BigInt</c> where engines have none.
    /// Null if it does not.
    /// </summary>
    /// <param name="limits">The bounds of the engines that are to run it.</param>
    public ScriptFault? FindForbidden(ScriptLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return Program.Program is { } program ? ForbiddenSyntax.Find(program, File, limits.AllowsBigInt) : null;
    }

    /// <summary>Whether the script uses a name that it does not declare, and so takes from outside.</summary>
    public bool Uses(string name) => Program.ReferencedGlobals?.Contains(name) ?? false;

    /// <summary>The names that the script uses and does not declare, sorted.</summary>
    public IEnumerable<string> FreeNames()
    {
        if (Program.ReferencedGlobals is not { } names)
            yield break;

        foreach (var name in names)
            yield return name;
    }
}
