namespace Patchlog.Scripting;

/// <summary>
/// Bounds on one use of a JavaScript engine. There is no way to run a script without them. A use that passes a bound
/// ends with a fault, and its engine is thrown away.
/// </summary>
/// <remarks>
/// They are checked before each statement, and by the built-ins of texts, arrays and JSON, which count what they are
/// given as statements: 64 elements or characters are one. Those that multiply their input check the length of their
/// result first, and regular expressions have a clock of their own.
/// </remarks>
public sealed record ScriptLimits
{
    /// <summary>The bounds for small scripts inside a request.</summary>
    public static ScriptLimits Default { get; } = new();

    /// <summary>The most statements executed. Default 1,000,000.</summary>
    public long MaxStatements { get; init; } = 1_000_000;

    /// <summary>The most wall-clock time spent inside the engine. Default 1 second.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most bytes allocated while inside the engine, garbage included. Default 64 MiB.</summary>
    public long MaxAllocatedBytes { get; init; } = 64 << 20;

    /// <summary>The deepest nesting of calls. Default 200. Fixed when the pool is made.</summary>
    public int MaxRecursion { get; init; } = 200;

    /// <summary>The longest match of one regular expression. Default 250 ms. Fixed when the pool is made.</summary>
    public TimeSpan MaxRegexTime { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Whether there is <c>BigInt</c>, whose arithmetic no bound ends in time: one multiplication may take seconds.
    /// Default true. Fixed when the pool is made.
    /// </summary>
    public bool AllowsBigInt { get; init; } = true;

    /// <summary>
    /// Whether there is <c>Promise</c>. What a promise would do later is done only where the host waits for it. Default
    /// true. Fixed when the pool is made.
    /// </summary>
    public bool AllowsPromises { get; init; } = true;

    /// <summary>The longest array. Default 1,048,576 elements. Fixed when the pool is made.</summary>
    public int MaxArrayLength { get; init; } = 1 << 20;

    /// <summary>
    /// The longest string that a built-in makes, in UTF-16 units. Default 4,194,304. Fixed when the pool is made.
    /// </summary>
    public int MaxStringLength { get; init; } = 4 << 20;
}
