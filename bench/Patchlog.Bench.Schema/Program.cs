using System.Globalization;
using Patchlog.Bench.Schema;
using Patchlog.Benchmarks;

// Prints "row<TAB>validations per second of processor time<TAB>bytes per validation" for bench/schema.sh; the last row is
// how many schemas are compiled per second.
var ours = new OurOrder();
using var theirs = new TheirOrder();

Row("Patchlog.Json, valid", () => Expect(ours.Validate(), expected: true));
Row("Patchlog.Json, invalid", () => Expect(ours.ValidateBroken(), expected: false));
Row("JsonSchema.Net 8.0.5, valid", () => Expect(theirs.Validate(), expected: true));
Row("Patchlog.Json, compile", () => ours.Compile());

static void Expect(bool answer, bool expected)
{
    if (answer != expected)
        throw new InvalidOperationException("The validator is wrong, so its speed means nothing.");
}

static void Row(string name, Action action)
{
    const int calls = 1000;
    var perSecond = Rounds.Measure(action);
    var before = GC.GetAllocatedBytesForCurrentThread();
    for (var i = 0; i < calls; i++)
        action();
    var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / calls;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{perSecond:F0}\t{bytes}"));
}
