using Acornima.Ast;

namespace Patchlog.Scripting.Engines;

/// <summary>What no bound of an engine can bound, and is refused where it stands.</summary>
static class ForbiddenSyntax
{
    public const string Generators =
        "There are no generators: a chain of them would take all of the stack. A function that returns a list will do.";

    public const string BigInts = "There is no BigInt, whose arithmetic can't be bounded.";

    /// <summary>What is forbidden in a script; null if nothing of it is.</summary>
    /// <param name="program">The script.</param>
    /// <param name="file">Its file.</param>
    /// <param name="allowsBigInt">Whether there is <c>BigInt</c>.</param>
    public static ScriptFault? Find(Script program, string? file, bool allowsBigInt)
    {
        foreach (var node in program.DescendantNodes())
        {
            var message = node switch
            {
                IFunction { Generator: true } => Generators,
                BigIntLiteral when !allowsBigInt => BigInts,
                _ => null,
            };

            if (message is not null)
            {
                var start = node.Location.Start;
                return new(ScriptFaultCodes.Syntax, message, file, start.Line, start.Column + 1);
            }
        }

        return null;
    }
}
