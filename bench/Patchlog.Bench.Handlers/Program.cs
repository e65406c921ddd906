using System.Diagnostics;
using System.Globalization;
using System.Text;
using Patchlog;
using Patchlog.Bundles;
using Patchlog.Deciding;
using Patchlog.Intake;
using Patchlog.Json;
using Patchlog.Server.Bench;

// What bench/handlers.sh runs: calls of a handler that patches one member of a document of 1 KiB, on one thread, without
// a journal. After each tenth: calls per second, garbage of a call, and live memory.
var calls = int.Parse(args[0], CultureInfo.InvariantCulture);
var decider = new Decider(PatchLimits.Default);
var bundle = Compile(
    "handlers/order/pay.js",
    "export default function (order, command) { order.status = `paid ${command.body.n}` }");

var body = (JsonObject)JsonValue.Parse(BenchDocument.Render("bench-1", 1024));
var state = new AggregateState(new Patchlog.Version(1), body, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
for (var call = 0; call < 20_000; call++)
    Decide(call);

Console.WriteLine("calls     calls/s  bytes of garbage  live bytes");
for (var tenth = 1; tenth <= 10; tenth++)
{
    var (startedAt, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
    for (var call = 0; call < calls / 10; call++)
        Decide((tenth * calls) + call);

    var elapsed = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
    var garbage = (GC.GetAllocatedBytesForCurrentThread() - before) / (calls / 10);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{tenth * (calls / 10),-9} {calls / 10 / elapsed,7:F0}  {garbage,16}  {GC.GetTotalMemory(forceFullCollection: true),10}"));
}

return 0;

void Decide(int number)
{
    var envelope = JsonValue.Parse(
        $$"""
        {
          "id": "c{{number}}", "type": "logic", "name": "pay", "tenant": "t", "targetName": "order",
          "targetId": "bench-1", "body": { "n": {{number}} }
        }
        """);
    if (!Envelope.TryRead(envelope, PatchLimits.Default, TimeProvider.System, out var command, out var problem))
        throw new InvalidOperationException(problem.Detail);

    if (decider.Decide(new(state, command, bundle)) is not Decision.Accept)
        throw new InvalidOperationException("The handler did not patch.");
}

static Bundle Compile(string path, string text)
{
    BundleFile.TryRead(path, Encoding.UTF8.GetBytes(text), out var file, out _);
    BundleFiles.TryCreate([file!], out var files, out _);
    return BundleCompiler.TryCompile(files!, out var bundle, out var faults)
        ? bundle
        : throw new InvalidOperationException(string.Join('\n', faults));
}
