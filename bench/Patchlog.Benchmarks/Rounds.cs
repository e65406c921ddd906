namespace Patchlog.Benchmarks;

/// <summary>
/// Measures in this very process, in the way of json-patch-node/measure.js: rounds after a warm-up, and of those the
/// best. Time is processor time of the whole process, collector and compiler included, so that other work on the
/// machine hardly counts.
/// </summary>
static class Rounds
{
    const int WarmUpRounds = 10;
    const int MeasuredRounds = 30;
    const int Batch = 200;

    static readonly TimeSpan RoundLength = TimeSpan.FromMilliseconds(100);

    /// <summary>Calls per second of processor time.</summary>
    public static double Measure(Action action)
    {
        for (var i = 0; i < WarmUpRounds; i++)
            Round(action);

        var best = 0.0;
        for (var i = 0; i < MeasuredRounds; i++)
            best = Math.Max(best, Round(action));
        return best;
    }

    static double Round(Action action)
    {
        var count = 0;
        var begin = Environment.CpuUsage.TotalTime;
        TimeSpan elapsed;
        do
        {
            for (var i = 0; i < Batch; i++)
                action();
            count += Batch;
            elapsed = Environment.CpuUsage.TotalTime - begin;
        }
        while (elapsed < RoundLength);

        return count / elapsed.TotalSeconds;
    }
}
