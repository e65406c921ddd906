namespace Patchlog.Server.Verbs;

/// <summary>The bounds of what a verb reads and prints.</summary>
static class VerbLimits
{
    /// <summary>Differences that <c>verify</c> tells one by one; it counts the others.</summary>
    public const int MaxDifferencesShown = 50;

    /// <summary>Bytes of a file that <c>schema check</c> reads.</summary>
    public const int MaxCheckedBytes = 512 << 20;

    /// <summary>
    /// Work of one validation by <c>schema check</c>, in the units of <see cref="Json.Schema.SchemaLimits.MaxWork"/>:
    /// more than a server has for a request, because documents of any size are checked here and nobody else waits.
    /// </summary>
    public const long MaxCheckedWork = 500_000_000;

    /// <summary>
    /// Time of a run by <c>rules run</c>: more than a session has within a request, because machines of people are
    /// busy. What never ends is stopped by the other bounds of a session before.
    /// </summary>
    public static readonly TimeSpan MaxRuleTime = TimeSpan.FromSeconds(30);

    /// <summary>Documents between two lines of progress of <c>check --against</c>.</summary>
    public const int DocumentsPerProgressLine = 10_000;
}
