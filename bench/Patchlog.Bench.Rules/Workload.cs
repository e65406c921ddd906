using System.Diagnostics;
using Patchlog.Json;

namespace Patchlog.Rules.Benchmarks;

/// <summary>A rule set and its facts, as <c>rules-node/measure.js</c> writes them.</summary>
sealed class Workload
{
    readonly RuleSet _rules;
    readonly (string Type, JsonValue Data)[] _facts;

    public Workload(JsonObject json)
    {
        var path = ((JsonString)json["rules"]!).Value;
        var order = json["order"] as JsonArray;
        _rules = RuleSet.Compile(
            new RuleSource(Path.GetFileName(path), File.ReadAllText(path)),
            new RuleSetOptions
            {
                ConflictResolution = order is null
                    ? RuleSetOptions.Default.ConflictResolution
                    : [.. order.Items.ToArray().Cast<JsonString>().Select(StrategyOf)],
                Limits = new RuleLimits
                {
                    MaxFirings = int.MaxValue,
                    MaxSteps = long.MaxValue,
                    MaxTime = TimeSpan.FromHours(1),
                    MaxAllocatedBytes = long.MaxValue / 2,
                },
            });
        _facts =
        [
            .. ((JsonArray)json["facts"]!).Items.ToArray().Cast<JsonObject>()
                .Select(fact => (((JsonString)fact["type"]!).Value, fact["data"]!)),
        ];
    }

    static ConflictStrategy StrategyOf(JsonString name) => Enum.Parse<ConflictStrategy>(name.Value, ignoreCase: true);

    /// <summary>One session; answers how many rules fired.</summary>
    public int Run()
    {
        using var session = _rules.NewSession();
        foreach (var (type, data) in _facts)
            session.Assert(type, data);
        session.Match();
        return session.Firings;
    }

    /// <summary>Milliseconds of processor time of the first session, and of the best of several after it.</summary>
    public (double First, double Best, int Firings) Measure(int runs)
    {
        var first = 0.0;
        var best = double.MaxValue;
        var firings = 0;
        for (var i = 0; i <= runs; i++)
        {
            var before = ProcessorTime();
            firings = Run();
            var time = ProcessorTime() - before;
            if (i == 0)
                first = time;
            else
                best = Math.Min(best, time);
        }

        return (first, best, firings);
    }

    /// <summary>Milliseconds of processor time of one session among many, after some to warm up.</summary>
    public (double First, double Best, int Firings) MeasureMany(int sessions)
    {
        var first = During(sessions);
        var firings = Run();
        return (first, During(sessions), firings);
    }

    double During(int sessions)
    {
        var before = ProcessorTime();
        for (var i = 0; i < sessions; i++)
            Run();
        return (ProcessorTime() - before) / sessions;
    }

    /// <summary>Of all threads, the compiler's and the collector's included.</summary>
    static double ProcessorTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalMilliseconds;
    }
}
