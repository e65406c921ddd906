namespace Patchlog.Scripting.Engines;

/// <summary>Bounds that nobody sets: how engines are watched, and what crosses between them and JSON.</summary>
static class EngineLimits
{
    /// <summary>Statements between two looks at the clock; a power of two.</summary>
    public const int ClockInterval = 32;

    /// <summary>Characters of a regular expression: one of them may become thousands when it is compiled.</summary>
    public const int MaxPatternLength = 4096;

    /// <summary>The most values in one export: objects may share their parts, so few can stand for very many.</summary>
    public const int MaxExportedValues = 1_000_000;

    /// <summary>The longest whole number that becomes a BigInt: its arithmetic is quadratic.</summary>
    public const int MaxBigIntDigits = 1000;
}
