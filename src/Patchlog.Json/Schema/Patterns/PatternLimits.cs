namespace Patchlog.Json.Schema.Patterns;

/// <summary>The bounds of the engine of patterns.</summary>
static class PatternLimits
{
    /// <summary>Bits of the table of ways that were tried; a bigger one is not kept.</summary>
    public const long MaxTableBits = 64L * 1024 * 1024;

    /// <summary>Choices that are open at once.</summary>
    public const int MaxChoices = 4 * 1024 * 1024;

    /// <summary>Transitions that are kept of all states; a text that needs more is for another engine.</summary>
    public const int MaxTransitions = 200_000;

    /// <summary>Positions in the program that are remembered of all states, for the same reason.</summary>
    public const int MaxPositions = 50_000;

    /// <summary>Different sets of code points of which an automaton is made.</summary>
    public const int MaxSets = 2048;

    /// <summary>Classes of code points that an automaton tells apart.</summary>
    public const int MaxLetters = 4096;

    /// <summary>Characters of a pattern: its tree takes many times as much.</summary>
    public const int MaxTextLength = 64 * 1024;

    /// <summary>Groups within groups. A pattern's tree is walked by recursion.</summary>
    public const int MaxNesting = 200;
}
