using System.Globalization;
using Patchlog.Bench.Storage;

// Usage: Patchlog.Bench.Storage <connection string> columns|scans|appends|fillfactors|toasts
//                               [seconds] [rounds] [document bytes]
// Every figure is the median of its rounds; the rounds of all candidates are interleaved.

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var database = Database.Open(args[0]);
var duration = TimeSpan.FromSeconds(args.Length > 2 ? double.Parse(args[2]) : 2);
var rounds = args.Length > 3 ? int.Parse(args[3]) : 3;
var bytes = args.Length > 4 ? int.Parse(args[4]) : 1024;

await (args[1] switch
{
    "columns" => CompareWritesAsync(Candidate.Columns),
    "appends" => CompareWritesAsync(Candidate.Appends),
    "fillfactors" => CompareWritesAsync(Candidate.FillFactors),
    "toasts" => CompareWritesAsync(Candidate.Toasts),
    "scans" => CompareScansAsync(),
    _ => throw new ArgumentException($"{args[1]} is none of columns, scans, appends, fillfactors, toasts."),
});

async Task CompareWritesAsync(IReadOnlyList<Candidate> candidates)
{
    var creates = candidates.ToDictionary(one => one, _ => new List<Speed>());
    var patches = candidates.ToDictionary(one => one, _ => new List<Speed>());
    var hot = new Dictionary<Candidate, string>();
    for (var round = 0; round < rounds; round++)
    {
        foreach (var candidate in candidates)
        {
            await database.CreateTablesAsync(candidate);
            var writer = new Writer(database.Source, Database.AppendOf(candidate), candidate.Body, bytes);
            await writer.CreateAsync(duration / 5);
            creates[candidate].Add(await writer.CreateAsync(duration));
            await database.RunAsync("vacuum analyze");
            patches[candidate].Add(await writer.PatchAsync(duration));
            hot[candidate] = await database.ReadHotUpdatesAsync();
        }
    }

    Console.WriteLine("| candidate | create/s | | database CPU | patch/s | | database CPU | HOT updates |");
    Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    foreach (var one in candidates)
    {
        var create = Figures(creates[one], creates[candidates[0]]);
        var patch = Figures(patches[one], patches[candidates[0]]);
        Console.WriteLine($"| {one.Name} | {create} | {patch} | {hot[one]} |");
    }
}

static string Figures(List<Speed> speeds, List<Speed> yardstick)
{
    var perSecond = Median(speeds.Select(speed => speed.PerSecond));
    var ratio = perSecond / Median(yardstick.Select(speed => speed.PerSecond));
    return $"{perSecond:0} | {ratio:0.00} | {Median(speeds.Select(speed => speed.DatabaseCpu)):0.0} µs";
}

async Task CompareScansAsync()
{
    const int rows = 200_000;
    Console.WriteLine($"| {rows:N0} rows, 1 in 1,000 matches | scan | through its index | table | index |");
    Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
    foreach (var candidate in Candidate.Scans)
    {
        await database.CreateTablesAsync(candidate with { Extra = null });
        await database.FillAsync(rows, bytes);
        var query = $"""
            select count(*) from aggregates
            where tenant = 'default' and target_name = 'order' and {candidate.Query}
            """;
        var scan = await database.TimeAsync(query, rounds);
        await database.RunAsync(candidate.Extra + "; analyze aggregates");
        var indexed = await database.TimeAsync(query, rounds * 10);
        var sizes = await database.ReadSizesAsync();
        Console.WriteLine($"| {candidate.Name} | {scan:0} ms | {indexed:0.00} ms | {sizes} |");
    }
}

static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
