using System.Globalization;
using System.Text.Json;
using Patchlog.Bench.Reference;

// Usage: Patchlog.Bench.Reference stepwise|singles|batches [--database <connection string>] [--seconds 5] [--connections n]
//                                 [--document-bytes 1024] [--json]
//
// stepwise: one document per transaction, 64 connections; begin, insert, insert and commit are awaited one by one.
// singles: one document per transaction, 64 connections, everything in one round trip.
// batches: 64 documents per transaction, one connection (try --connections 2), in one round trip.
// A document is an event and a state row; all statements are prepared.

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length == 0 || args[0] is not ("stepwise" or "singles" or "batches"))
{
    Console.Error.WriteLine("Say which reference to run: stepwise, singles or batches.");
    return 1;
}

var isBatches = args[0] == "batches";
var connectionString = Option("--database", string.Join(';',
    "Host=" + Variable("PGHOST", "127.0.0.1"), "Port=" + Variable("PGPORT", "5432"),
    "Username=" + Variable("PGUSER", "postgres"), "Database=" + Variable("PGDATABASE", "postgres")));
var duration = TimeSpan.FromSeconds(double.Parse(Option("--seconds", "5")));
var connections = int.Parse(Option("--connections", isBatches ? "1" : "64"));
var bytes = int.Parse(Option("--document-bytes", "1024"));

await using var database = BareClient.Open(connectionString, connections);
await BareClient.CreateTablesAsync(database);
Func<TimeSpan, Task<long>>[] clients =
[
    .. Enumerable.Range(0, connections).Select<int, Func<TimeSpan, Task<long>>>(_ => args[0] == "stepwise"
        ? new StepwiseClient(database, bytes).RunAsync
        : new BareClient(database, documentsPerTransaction: isBatches ? 64 : 1, bytes).RunAsync),
];
await Task.WhenAll(clients.Select(run => run(TimeSpan.FromSeconds(1))));

var started = TimeProvider.System.GetTimestamp();
var counts = await Task.WhenAll(clients.Select(run => run(duration)));
var perSecond = counts.Sum() / TimeProvider.System.GetElapsedTime(started).TotalSeconds;

Console.WriteLine(args.Contains("--json")
    ? JsonSerializer.Serialize(new { reference = args[0], connections, documentsPerSecond = Math.Round(perSecond) })
    : $"{args[0]}: {perSecond:N0} documents/s over {connections} connections");
return 0;

string Option(string name, string otherwise)
{
    var index = Array.IndexOf(args, name);
    return index >= 0 && index + 1 < args.Length ? args[index + 1] : otherwise;
}

static string Variable(string name, string otherwise) => Environment.GetEnvironmentVariable(name) ?? otherwise;
