using System.Diagnostics;
using System.Globalization;
using Patchlog.Json;
using Patchlog.Scripting;
using Patchlog.Statecharts;

// Transitions per second of processor time: DEFINITION SECONDS. See bench/statecharts.sh.
if (args is not [var file, var seconds])
{
    Console.Error.WriteLine("See bench/statecharts.sh.");
    return 2;
}

if (!Statechart.TryCompile(new(file, File.ReadAllText(file)), out var chart, out var faults))
    throw new InvalidDataException(string.Join('\n', faults));

var pool = new ScriptPool(ScriptLimits.Default with { AllowsBigInt = false });
var self = new StatechartSelf("ring", "1");
var cause = new ChartEvent.External("next", JsonObject.Of(new("type", "next"), new("by", 1)));
var snapshot = Start();

const int Batch = 1000;
Run(TimeSpan.FromSeconds(1));
var (transitions, took) = Run(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
Console.WriteLine((transitions / took.TotalSeconds).ToString("0", CultureInfo.InvariantCulture));

return 0;

ChartSnapshot Start()
{
    using var engine = pool.Rent(new(DateTimeOffset.UnixEpoch, 1));
    return chart.TryStart(engine, self, JsonValue.Null, out var step, out var fault)
        ? step.After
        : throw new InvalidDataException(fault.Message);
}

// Each transition is one use of a pooled engine, as the runtime has it.
(long Count, TimeSpan Used) Run(TimeSpan time)
{
    var start = Environment.CpuUsage.TotalTime;
    for (var done = Batch; ; done += Batch)
    {
        for (var at = 0; at < Batch; at++)
        {
            using var engine = pool.Rent(new(DateTimeOffset.UnixEpoch, 1));
            if (!chart.TryStep(engine, self, snapshot, cause, out var step, out var fault))
                throw new InvalidDataException(fault.Message);
            Debug.Assert(step.IsTaken, "Each event moves the ring on.");
            snapshot = step.After;
        }

        var used = Environment.CpuUsage.TotalTime - start;
        if (used > time)
            return (done, used);
    }
}
