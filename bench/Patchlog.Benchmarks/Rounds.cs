using System.Diagnostics;

namespace Patchlog.Benchmarks;

/// <summary>
/// Measures in this very process, in the way of json-patch-node/measure.js: rounds of fixed length after a warm-up, and
/// of those the median.
/// </summary>
static class Rounds
{
    const int WarmUpRounds = 3;
    const int MeasuredRounds = 9;
    const int Batch = 200;

    static readonly TimeSpan RoundLength = TimeSpan.FromMilliseconds(300);

    /// <summary>Calls per second.</summary>
    public static double Measure(Action action)
    {
        for (var i = 0; i < WarmUpRounds; i++)
            Round(action);

        var results = new double[MeasuredRounds];
        for (var i = 0; i < MeasuredRounds; i++)
            results[i] = Round(action);
        Array.Sort(results);
        return results[MeasuredRounds / 2];
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
