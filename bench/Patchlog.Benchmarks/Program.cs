using System.Buffers;
using System.Globalization;
using System.Text.Json;
using BenchmarkDotNet.Running;
using Patchlog.Benchmarks;
using Patchlog.Json;
using JsonNode = System.Text.Json.Nodes.JsonNode;

// json-patch:    the rows that bench/json-patch.sh compares with Node, measured in this process.
// edits:         the same for patches of many operations on a large array.
// quick:         nanoseconds of processor time and bytes per call of the JSON benchmarks, for the eye while working.
// anything else: BenchmarkDotNet, e.g. --filter '*Json*'.
var order = new Order();
switch (args.FirstOrDefault())
{
    case "json-patch":
        // Values never change, so both kinds of application are the same work here: a new version that shares.
        Row("apply, new document", () => order.Apply(order.Document));
        Row("apply, in place", () => order.Apply(order.Document));
        Row("parse, apply, write", () => order.ParseApplyWrite());
        break;

    case "edits":
        foreach (var (name, apply) in ArrayEdits.Rows)
        {
            var perSecond = Rounds.MeasureLong(apply);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{perSecond:F1}"));
        }

        break;

    case "quick":
        var output = new ArrayBufferWriter<byte>(4096);
        Quick("parse: Patchlog.Json", () => JsonValue.Parse(order.DocumentText));
        Quick("parse: JsonDocument", () => JsonDocument.Parse(order.DocumentText).Dispose());
        Quick("parse: JsonNode", () => JsonNode.Parse(order.DocumentText));
        Quick("write: Patchlog.Json", () => order.Document.ToUtf8Bytes());
        Quick("write: to a buffer", () =>
        {
            output.ResetWrittenCount();
            order.Document.WriteTo(output);
        });
        Quick("write: canonical", () =>
        {
            output.ResetWrittenCount();
            order.Document.WriteCanonicalTo(output);
        });
        Quick("patch: apply", () => order.Apply(order.Document));
        Quick("patch: read", () => order.ReadPatch());
        Quick("diff", () => JsonDiff.Compute(order.Document, order.Patched));
        Quick("parse, apply, write", () => order.ParseApplyWrite());
        break;

    default:
        BenchmarkSwitcher.FromAssembly(typeof(Order).Assembly).Run(args);
        break;
}

static void Row(string name, Action action) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{Rounds.Measure(action):F0}"));

static void Quick(string name, Action action)
{
    var perSecond = Rounds.Measure(action);
    var before = GC.GetAllocatedBytesForCurrentThread();
    for (var i = 0; i < 1000; i++)
        action();
    var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;
    var line = string.Create(CultureInfo.InvariantCulture, $"{name,-24} {1e9 / perSecond,10:F0} ns {bytes,10} B");
    Console.WriteLine(line);
}
