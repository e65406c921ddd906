namespace Patchlog.Scripting;

/// <summary>Why a script was refused or ended early, in words its author can act on.</summary>
/// <param name="Code">A stable code for programs: one of <see cref="ScriptFaultCodes"/>.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="File">The file as it was named when the script was prepared, or null where none is known.</param>
/// <param name="Line">The line, from 1; 0 where none is known.</param>
/// <param name="Column">The column in UTF-16 units, from 1; 0 where none is known.</param>
public sealed record ScriptFault(string Code, string Message, string? File = null, int Line = 0, int Column = 0);
