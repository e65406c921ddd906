namespace Patchlog.Statecharts.Definitions;

/// <summary>How often, and after which time, a refused command is sent again. Immutable.</summary>
/// <param name="Max">How often after the first time.</param>
/// <param name="Backoff">The time before the second attempt.</param>
/// <param name="Factor">What the time is multiplied with from attempt to attempt.</param>
sealed record RetryPolicy(int Max, TimeSpan Backoff, double Factor)
{
    /// <summary>The time before another attempt.</summary>
    /// <param name="failures">How many attempts have failed, from 1.</param>
    public TimeSpan BackoffAfter(int failures)
    {
        var milliseconds = Backoff.TotalMilliseconds * Math.Pow(Factor, failures - 1);
        return milliseconds < StatechartLimits.MaxDelay.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : StatechartLimits.MaxDelay;
    }
}
