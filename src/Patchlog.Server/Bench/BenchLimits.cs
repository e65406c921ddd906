namespace Patchlog.Server.Bench;

/// <summary>The bounds of a run of the load generator.</summary>
static class BenchLimits
{
    /// <summary>The longest wait for the last answers after the load has ended.</summary>
    public static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(10);
}
