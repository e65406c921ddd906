namespace Patchlog.Rules.Syntax;

/// <summary>Bounds on what a rule file may look like: whoever writes it must not hurt whoever reads it.</summary>
static class SyntaxLimits
{
    /// <summary>The longest file, in UTF-16 units.</summary>
    public const int MaxFileLength = 1 << 20;

    /// <summary>The deepest nesting of brackets and signs in a condition, and of templates in a script.</summary>
    public const int MaxDepth = 200;

    /// <summary>
    /// The most operators, members and calls of one condition. Chains of them nest to the left, so that the stack of
    /// every recursive method depends on it.
    /// </summary>
    public const int MaxOperators = 500;

    /// <summary>The most faults of one rule set: what follows many is seldom of use.</summary>
    public const int MaxFaults = 50;
}
