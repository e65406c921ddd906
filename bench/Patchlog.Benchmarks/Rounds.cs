using System.Diagnostics;

namespace Patchlog.Benchmarks;

/// <summary>
/// Measures in this very process, in the way of json-patch-node/measure.js: rounds of fixed length after a warm-up, and
/// of those the best, which is the one that the machine's other work disturbed least.
/// </summary>
static class Rounds
{
    const int WarmUpRounds = 10;
    const int MeasuredRounds = 30;
    const int Batch = 200;

    static readonly TimeSpan RoundLength = TimeSpan.FromMilliseconds(100);

    /// <summary>Calls per second.</summary>
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
        var begin = Stopwatch.GetTimestamp();
        TimeSpan elapsed;
        do
        {
            for (var i = 0; i < Batch; i++)
                action();
            count += Batch;
            elapsed = Stopwatch.GetElapsedTime(begin);
        }
        while (elapsed < RoundLength);

        return count / elapsed.TotalSeconds;
    }
}
