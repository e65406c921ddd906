namespace Patchlog.Scripting;

/// <summary>The codes of <see cref="ScriptFault"/>.</summary>
public static class ScriptFaultCodes
{
    /// <summary>The text is no JavaScript.</summary>
    public const string Syntax = "script-syntax";

    /// <summary>The script threw, and nothing in it caught that.</summary>
    public const string Thrown = "script-thrown";

    /// <summary>More statements than <see cref="ScriptLimits.MaxStatements"/>.</summary>
    public const string Statements = "script-statements-exceeded";

    /// <summary>More time than <see cref="ScriptLimits.MaxTime"/>.</summary>
    public const string Time = "script-time-exceeded";

    /// <summary>More memory than <see cref="ScriptLimits.MaxAllocatedBytes"/>.</summary>
    public const string Memory = "script-memory-exceeded";

    /// <summary>Deeper calls than <see cref="ScriptLimits.MaxRecursion"/>.</summary>
    public const string Recursion = "script-recursion-exceeded";

    /// <summary>One regular expression took longer than <see cref="ScriptLimits.MaxRegexTime"/>.</summary>
    public const string RegexTime = "script-regex-time-exceeded";

    /// <summary>The caller cancelled.</summary>
    public const string Cancelled = "script-cancelled";

    /// <summary>A value cannot cross between JSON and JavaScript without loss.</summary>
    public const string NotJson = "script-value-not-json";
}
