namespace Patchlog.Server.WebSockets;

/// <summary>How a client is slowed down that gets refusals.</summary>
static class PaceLimits
{
    /// <summary>The pause for a refusal on a machine that has time to spare: some 30 are worth one.</summary>
    public static readonly TimeSpan ShortestPause = TimeSpan.FromMicroseconds(30);

    /// <summary>The shortest pause that is made: clocks tick in milliseconds.</summary>
    public static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(1);

    /// <summary>The longest pause, and the most for one refusal.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    /// <summary>The most that is owed: what was refused before that is forgotten.</summary>
    public static readonly TimeSpan MaxOwed = TimeSpan.FromSeconds(1);

    /// <summary>How late a pause may end on a machine that has time to spare.</summary>
    public static readonly TimeSpan UsualLateness = TimeSpan.FromMilliseconds(2);

    /// <summary>How much longer than the machine is late the pause for a refusal is.</summary>
    public const int PausePerLateness = 32;

    /// <summary>After this time half as much counts of how late the machine was.</summary>
    public static readonly TimeSpan HalfLife = TimeSpan.FromMilliseconds(200);

    /// <summary>Bytes of a refused frame that cost as much as a refusal.</summary>
    public const int BytesOfRefusal = 64 << 10;
}
