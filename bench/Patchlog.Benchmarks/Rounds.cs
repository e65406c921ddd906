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
    public static double Measure(Action action) => Measure(action, WarmUpRounds, MeasuredRounds, Batch);

    /// <summary>Calls per second of processor time, of an action that takes milliseconds.</summary>
    public static double MeasureLong(Action action) => Measure(action, warmUpRounds: 2, rounds: 5, batch: 1);

    static double Measure(Action action, int warmUpRounds, int rounds, int batch)
    {
        for (var i = 0; i < warmUpRounds; i++)
            Round(action, batch);

        var best = 0.0;
        for (var i = 0; i < rounds; i++)
            best = Math.Max(best, Round(action, batch));
        return best;
    }

    static double Round(Action action, int batch)
    {
        var count = 0;
        var begin = Environment.CpuUsage.TotalTime;
        TimeSpan elapsed;
        do
        {
            for (var i = 0; i < batch; i++)
                action();
            count += batch;
            elapsed = Environment.CpuUsage.TotalTime - begin;
        }
        while (elapsed < RoundLength);

        return count / elapsed.TotalSeconds;
    }
}
