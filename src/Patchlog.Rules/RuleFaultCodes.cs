namespace Patchlog.Rules;

/// <summary>The codes of <see cref="RuleFault"/>.</summary>
public static class RuleFaultCodes
{
    /// <summary>The text is not of the rule language, or a JavaScript part is no JavaScript.</summary>
    public const string Syntax = "rule-syntax";

    /// <summary>A name that nothing declares: a type, a variable, an imported file.</summary>
    public const string Undeclared = "rule-undeclared";

    /// <summary>A name that is declared twice.</summary>
    public const string Duplicate = "rule-duplicate";

    /// <summary>Files that import each other.</summary>
    public const string CyclicImport = "rule-cyclic-import";

    /// <summary>A condition or an action threw.</summary>
    public const string Failed = "rule-failed";

    /// <summary>More firings than <see cref="RuleLimits.MaxFirings"/>.</summary>
    public const string Firings = "rule-firings-exceeded";

    /// <summary>More facts than <see cref="RuleLimits.MaxFacts"/>.</summary>
    public const string Facts = "rule-facts-exceeded";

    /// <summary>More steps, time or memory than <see cref="RuleLimits"/> allows, or a cancellation.</summary>
    public const string Limit = "rule-limit-exceeded";

    /// <summary>An action waits for something that will never come.</summary>
    public const string NeverEnds = "rule-action-never-ends";

    /// <summary>A fact that cannot be: of a type that is not defined, or not JSON.</summary>
    public const string Fact = "rule-fact-refused";

    /// <summary>A file of facts that is not JSON, or says something else than facts.</summary>
    public const string Unreadable = "rule-facts-unreadable";

    /// <summary>The session failed before, and answers nothing but that.</summary>
    public const string SessionDead = "rule-session-dead";
}
