using System.Globalization;

namespace Patchlog.Rules;

/// <summary>Why a rule file was refused or a session ended, in words the rules' author can act on.</summary>
/// <param name="Code">A stable code for programs: one of <see cref="RuleFaultCodes"/>.</param>
/// <param name="Message">A sentence for people: what, which, what to do.</param>
/// <param name="File">The file, or null where none is to blame.</param>
/// <param name="Line">The line, from 1; 0 where none is known.</param>
/// <param name="Column">The column in UTF-16 units, from 1; 0 where none is known.</param>
public sealed record RuleFault(string Code, string Message, string? File = null, int Line = 0, int Column = 0)
{
    /// <summary>The rule that is to blame, or null where none is.</summary>
    public string? Rule { get; init; }

    /// <summary>What stands at the place, where the syntax is at fault; else null.</summary>
    public string? Found { get; init; }

    /// <summary>What could stand there, where the syntax is at fault; else null.</summary>
    public string? Expected { get; init; }

    /// <summary><c>file:line:column: message</c>, as editors understand it.</summary>
    public override string ToString() => Line > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {Message}")
        : Message;
}
