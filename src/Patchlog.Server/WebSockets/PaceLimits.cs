namespace Patchlog.Server.WebSockets;

/// <summary>How a client is slowed down that gets refusals.</summary>
static class PaceLimits
{
    /// <summary>The pause for a refusal on a machine that has time to spare: some 30 are worth one.</summary>
    public static readonly TimeSpan ShortestPause = TimeSpan.FromMicroseconds(30);

    /// <summary>The shortest pause that is made: clocks tick in milliseconds.</summary>
    public static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(1);

    /// <summary>The longest pause: who has good reasons for many refusals still gets ten answers a second.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    /// <summary>How late a pause may end on a machine that has time to spare.</summary>
    public static readonly TimeSpan UsualLateness = TimeSpan.FromMilliseconds(2);

    /// <summary>How much longer than the machine is late the pause for a refusal is.</summary>
    public const int PausePerLateness = 32;

    /// <summary>Bytes of a refused frame that cost as much as a refusal.</summary>
    public const int BytesOfRefusal = 64 << 10;
}
