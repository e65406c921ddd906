using Patchlog.Json;

namespace Patchlog.Statecharts.Tests.Differential;

/// <summary>A machine, the events that it was fed with, and what XState answered after each.</summary>
/// <param name="line">One line of what <c>generate.js</c> writes.</param>
sealed class DifferentialCase(JsonObject line)
{
    /// <summary>Where this library answers something else than XState; null if nowhere.</summary>
    public string? FindDifference()
    {
        var source = new StatechartSource("machine.json", line["machine"]!.ToString());
        if (!Statechart.TryCompile(source, out var chart, out var faults))
            return $"Seed {line["seed"]}: {string.Join("; ", faults)}";

        var machine = new Machine(chart);
        var answers = ((JsonArray)line["answers"]!).Items;
        var events = ((JsonArray)line["events"]!).Items;
        if (Compare(machine, answers[0]) is { } atStart)
            return $"Seed {line["seed"]} at the start: {atStart}";

        for (var at = 0; at < events.Length; at++)
        {
            var isFed = events[at] is JsonArray timer
                ? machine.TryFireAfter(Text(timer[0]), Text(timer[1]))
                : machine.Send(Text(events[at])) is not null;
            var difference = isFed ? Compare(machine, answers[at + 1]) : "the timer is not set";
            if (difference is not null)
                return $"Seed {line["seed"]} at event {at + 1}, {events[at]}: {difference}";
        }

        return null;
    }

    static string Text(JsonValue value) => ((JsonString)value).Value;

    static string? Compare(Machine machine, JsonValue theirs)
    {
        var (snapshot, json) = (machine.Now, machine.Now.ToJson());
        var members = new List<JsonMember>
        {
            new("v", json["state"]!), new("h", snapshot.Context["h"]!), new("k", snapshot.Context["k"]!),
        };
        if (snapshot.Context["t"] is { } trace)
            members.Add(new("t", trace));
        if (snapshot.Status != ChartStatus.Active)
            members.Add(new("s", json["status"]!));

        // Without an output of its own, XState's machine has none; here it has that of its final state.
        if (snapshot.Output is { } output && machine.Chart.Document["output"] is not null)
            members.Add(new("o", output));

        var ours = JsonObject.Of([.. members]);
        return ours.Equals(theirs) ? null : $"XState has {theirs}, and this is {ours}";
    }
}
