using System.Globalization;
using Patchlog.Json;
using Patchlog.Rules.Benchmarks;
using Patchlog.Rules.Tests.Differential;

// What bench/rules.sh runs.
switch (args)
{
    case ["differential", var count, var seed]:
        return Differential(Number(count), Number(seed));
    case ["run", var path, var runs]:
        return Write(Load(path).Measure(Number(runs)));
    case ["many", var path, var sessions]:
        return Write(Load(path).MeasureMany(Number(sessions)));
    case ["memory", var path, var sessions]:
        return Memory(Load(path), Number(sessions));
    default:
        Console.Error.WriteLine("See bench/rules.sh.");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static Workload Load(string path) => new((JsonObject)JsonValue.Parse(File.ReadAllBytes(path)));

static int Write((double First, double Best, int Firings) measured)
{
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{measured.First}\t{measured.Best}\t{measured.Firings}"));
    return 0;
}

// Live memory after each tenth of the sessions: it does not grow.
static int Memory(Workload workload, int sessions)
{
    for (var tenth = 1; tenth <= 10; tenth++)
    {
        for (var i = 0; i < sessions / 10; i++)
            workload.Run();

        var live = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine($"{sessions / 10 * tenth} sessions: {live / 1024} KiB live");
    }

    return 0;
}

static int Differential(int count, int seed)
{
    using var comparison = new Comparison();
    var generator = new ProgramGenerator(seed);
    var outcomes = new Dictionary<Comparison.Outcomes, int>();
    for (var i = 0; i < count; i++)
    {
        var program = generator.Next();
        var outcome = comparison.Compare(program);
        outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        if (outcome == Comparison.Outcomes.Different && outcomes[outcome] <= 5)
            Console.WriteLine(comparison.Describe(comparison.Shrink(program)) + "\n");
    }

    foreach (var (outcome, number) in outcomes)
        Console.WriteLine($"{outcome}: {number}");
    return outcomes.ContainsKey(Comparison.Outcomes.Different) ? 1 : 0;
}
