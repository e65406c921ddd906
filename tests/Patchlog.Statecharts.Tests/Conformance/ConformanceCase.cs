using Patchlog.Json;

namespace Patchlog.Statecharts.Tests.Conformance;

/// <summary>An SCXML document as a definition, and its script. Time passes as the script says.</summary>
/// <param name="json">One case of <c>scxml.json</c>.</param>
sealed class ConformanceCase(JsonObject json)
{
    readonly List<(double Due, string Name, long Entry)> _timers = [];
    double _now;

    /// <summary>Where the machine is elsewhere than the script says; null if nowhere.</summary>
    public string? FindDifference()
    {
        if (!Statechart.TryCompile(new("case.json", json["definition"]!.ToString()), out var chart, out var faults))
            return $"{json["name"]}: {string.Join("; ", faults)}";

        var machine = new Machine(chart);
        Follow(machine);
        if (Compare(machine, (JsonArray)json["initial"]!) is { } atStart)
            return $"{json["name"]} at the start: {atStart}";

        foreach (var step in ((JsonArray)json["events"]!).Items.ToArray().Cast<JsonObject>())
        {
            Pass(machine, (step["after"] as JsonNumber)?.ToDouble() ?? 0);
            var members = step["data"] is { } data ? JsonObject.Of(new JsonMember("data", data)) : JsonObject.Empty;
            machine.Feed(new ChartEvent.External(((JsonString)step["type"]!).Value, members));
            Follow(machine);
            Pass(machine, 0);
            if (Compare(machine, (JsonArray)step["next"]!) is { } difference)
                return $"{json["name"]} after {step["type"]}: {difference}";
        }

        return null;
    }

    // Timers fire in the order in which they are due.
    void Pass(Machine machine, double milliseconds)
    {
        var end = _now + milliseconds;
        while (_timers.Count > 0 && _timers.Min(timer => timer.Due) is var due && due <= end)
        {
            var next = _timers.First(timer => timer.Due == due);
            _timers.Remove(next);
            _now = due;
            machine.Feed(new ChartEvent.Timer(next.Name, next.Entry));
            Follow(machine);
        }

        _now = end;
    }

    void Follow(Machine machine)
    {
        foreach (var effect in machine.Last.Effects)
        {
            if (effect is ChartEffect.SetTimer set)
                _timers.Add((_now + set.Delay.TotalMilliseconds, set.Name, set.Entry));
            else if (effect is ChartEffect.EndTimer end)
                _timers.RemoveAll(timer => timer.Name == end.Name && timer.Entry == end.Entry);
        }
    }

    static string? Compare(Machine machine, JsonArray expected)
    {
        var states = machine.Now.Leaves.Select(leaf => machine.Chart.Definition.States[leaf].Id).Order(StringComparer.Ordinal);
        var wanted = expected.Items.ToArray().Select(id => ((JsonString)id).Value).Order(StringComparer.Ordinal);
        var (ours, theirs) = (string.Join(' ', states), string.Join(' ', wanted));

        return ours == theirs ? null : $"\"{theirs}\" is expected, and this is \"{ours}\" with {machine.Now.Context}";
    }
}
