using System.Globalization;

namespace Patchlog.Statecharts;

/// <summary>Why a definition was refused or a step failed, in words its author can act on.</summary>
/// <param name="Code">A stable code for programs: one of <see cref="StatechartFaultCodes"/>.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="File">The file, or null where none is to blame.</param>
/// <param name="Pointer">Where in the definition, as a JSON Pointer (RFC 6901); null where no place is known.</param>
/// <param name="Line">The line, from 1; 0 where none is known.</param>
/// <param name="Column">The column in UTF-16 units, from 1; 0 where none is known.</param>
public sealed record StatechartFault(
    string Code, string Message, string? File = null, string? Pointer = null, int Line = 0, int Column = 0)
{
    /// <summary><c>file:line:column: message</c>, as editors understand it.</summary>
    public override string ToString() => Line > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {Message}")
        : Message;
}
