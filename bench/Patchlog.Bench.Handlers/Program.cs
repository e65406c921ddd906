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
    args.Length > 1 ? args[1] : "export default function (order, command) { order.status = 'paid' }");

var body = (JsonObject)JsonValue.Parse(BenchDocument.Render("bench-1", 1024));
var state = new AggregateState(new Patchlog.Version(1), body, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
var command = Read(
    """
    { "type": "logic", "name": "pay", "tenant": "t", "targetName": "order", "targetId": "bench-1", "body": { "n": 7 } }
    """);
var question = new Question(state, command, bundle);
for (var call = 0; call < 20_000; call++)
    Decide();

Console.WriteLine("calls     calls/s  bytes of garbage  live bytes");
for (var tenth = 1; tenth <= 10; tenth++)
{
    var (startedAt, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
    for (var call = 0; call < calls / 10; call++)
        Decide();

    var elapsed = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
    var garbage = (GC.GetAllocatedBytesForCurrentThread() - before) / (calls / 10);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{tenth * (calls / 10),-9} {calls / 10 / elapsed,7:F0}  {garbage,16}  {GC.GetTotalMemory(forceFullCollection: true),10}"));
}

return 0;

void Decide()
{
    if (decider.Decide(question) is Decision.Reject)
        throw new InvalidOperationException("The handler did not patch.");
}

static Command Read(string text) =>
    Envelope.TryRead(JsonValue.Parse(text), PatchLimits.Default, TimeProvider.System, out var command, out var problem)
        ? command
        : throw new InvalidOperationException(problem.Detail);

static Bundle Compile(string path, string text)
{
    BundleFile.TryRead(path, Encoding.UTF8.GetBytes(text), out var file, out _);
    BundleFiles.TryCreate([file!], out var files, out _);
    return BundleCompiler.TryCompile(files!, out var bundle, out var faults)
        ? bundle
        : throw new InvalidOperationException(string.Join('\n', faults));
}
