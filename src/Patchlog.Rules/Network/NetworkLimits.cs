namespace Patchlog.Rules.Network;

/// <summary>Bounds on one rule set: every session has a node with two memories for each pattern.</summary>
static class NetworkLimits
{
    /// <summary>The most files.</summary>
    public const int MaxFiles = 1000;

    /// <summary>The most variants that the <c>or</c> of one rule make.</summary>
    public const int MaxVariants = 256;

    /// <summary>The most patterns of all variants of all rules.</summary>
    public const int MaxPatterns = 20_000;

    /// <summary>
    /// How far a script is moved to the right, so that its faults name their column. It costs that much for each
    /// script; on longer lines, which no person writes, only the line is exact.
    /// </summary>
    public const int MaxIndent = 2000;

    /// <summary>The most types that a fault lists.</summary>
    public const int MaxListedTypes = 20;
}
