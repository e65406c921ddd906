using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Snapshots;

/// <summary>
/// JSON → snapshot. Whatever the JSON is, the answer is a snapshot that steps can go on from, or a fault.
/// </summary>
/// <param name="chart">The definition.</param>
sealed class SnapshotReader(Statechart chart)
{
    readonly ChartDefinition _definition = chart.Definition;
    string? _problem;

    public bool TryRead(
        JsonObject json,
        [NotNullWhen(true)] out ChartSnapshot? snapshot, [NotNullWhen(false)] out StatechartFault? fault)
    {
        var hasStatus = Statuses.TryFind(Text(json, "status"), out ChartStatus status);
        Check(hasStatus, "its status is none");
        var leaves = ReadLeaves(json);
        var context = json["context"] as JsonObject;
        Check(context is not null, "it has no context");

        var isCompensating = status == ChartStatus.Compensating;
        var hasEnd = Statuses.TryFind(Text(json, "then"), out ChartStatus end);
        Check(!isCompensating || (hasEnd && end is ChartStatus.Failed or ChartStatus.Cancelled), "it has no end");

        var read = new ChartSnapshot(chart)
        {
            Status = status,
            Leaves = leaves,
            Context = context ?? JsonObject.Empty,
            Output = json["output"],
            Error = json["error"],
            FailedCompensations = [.. Many(json, "failedCompensations")],
            History = ReadHistory(json),
            SetTimers = [.. Many(json, "timers").Select(ReadTimer).OfType<ChartTimer>()],
            Awaited = [.. Many(json, "awaited").Select(ReadAwaited).OfType<AwaitedCommand>()],
            LastEntry = Number(json, "entries"),
            LastCommand = Number(json, "commands"),
            Compensations = [.. Many(json, "compensations").Select(ReadCommand).OfType<JsonObject>()],
            RunningCompensation = json["compensating"] is { } running ? ReadCommand(running) : null,
            EndStatus = isCompensating ? end : ChartStatus.Failed,
        };

        CheckParts(read);
        snapshot = _problem is null ? read : null;
        fault = _problem is null ? null : new(
            StatechartFaultCodes.Snapshot,
            $"The snapshot does not fit the definition of \"{chart.Id}\": {_problem}.", chart.Source.Name);
        return snapshot is not null;
    }

    void Check(bool holds, string problem) => _problem ??= holds ? null : problem;

    // Each timer and each command is there once, and all have numbers that were given.
    void CheckParts(ChartSnapshot read)
    {
        var active = new HashSet<int>();
        foreach (var leaf in read.Leaves)
        {
            for (var at = _definition.States[leaf]; at is not null; at = at.Parent)
                active.Add(at.Index);
        }

        var timers = read.SetTimers;
        Check(
            timers.DistinctBy(timer => (timer.Name, timer.Entry)).Count() == timers.Length
            && timers.All(timer => timer.Entry <= read.LastEntry && (timer.State < 0 || active.Contains(timer.State)))
            && timers.Length <= StatechartLimits.MaxTimers,
            "its timers are none that it can have");

        var numbers = read.Awaited.Where(one => one.Number > 0).Select(one => one.Number).ToArray();
        Check(
            numbers.Distinct().Count() == numbers.Length && numbers.All(number => number <= read.LastCommand)
            && read.Awaited.All(one => one.State < 0 ? one.Entry == 0 : active.Contains(one.State))
            && read.Awaited.All(one => one.State < 0 || (one.Entry > 0 && one.Entry <= read.LastEntry))
            && read.Awaited.Length <= StatechartLimits.MaxAwaitedCommands,
            "it awaits commands that it can't have sent");

        Check(
            timers.Count(IsRetry) == read.Awaited.Count(one => one.Number == 0)
            && timers.Where(IsRetry).All(timer => read.Awaited.Any(one => one.Number == 0
                && one.Entry == timer.Entry && one.State == timer.State
                && Invocation.RetryTimerOf(one.Origin) == timer.Name)),
            "its timers are not those of the commands that are to be sent again");

        var isRunning = read.Awaited.Any(one => one.Kind == AwaitedKind.Compensation);
        Check(
            isRunning == read.RunningCompensation is not null && (!isRunning || read.Status == ChartStatus.Compensating)
            && read.Compensations.Length <= StatechartLimits.MaxCompensations,
            "its compensations are none that it can have");
    }

    bool IsRetry(ChartTimer timer) => timer.State >= 0
        && _definition.States[timer.State].Invocations.Any(one => one.RetryTimer == timer.Name);

    ImmutableArray<int> ReadLeaves(JsonObject json)
    {
        var found = new List<StateNode>();
        var isRead = json["state"] is { } value && TryAddLeaves(_definition.Root, value, found);
        if (json["order"] is JsonArray order)
        {
            var ordered = new List<StateNode>();
            foreach (var path in order.Items)
            {
                if (FindState(path) is { } state)
                    ordered.Add(state);
            }

            isRead &= ordered.Count == found.Count && ordered.ToHashSet().SetEquals(found);
            found = ordered;
        }

        var isUnstarted = isRead && found.Count == 0 && Text(json, "status") == Statuses.NameOf(ChartStatus.Failed);
        Check(
            isUnstarted || (isRead && Configurations.IsComplete(_definition.Root, found)),
            "its states can't be active together");
        return [.. found.Select(state => state.Index)];
    }

    static bool TryAddLeaves(StateNode state, JsonValue value, List<StateNode> leaves)
    {
        if (value is JsonString key)
        {
            var child = state.Children.FirstOrDefault(one => one.Key == key.Value);
            leaves.AddRange(child is null ? [] : [child]);
            return child is not null;
        }

        if (value is not JsonObject members)
            return false;
        if (members.Count == 0 && state.Children.IsEmpty)
            leaves.Add(state);

        foreach (var (name, member) in members.Members)
        {
            var child = state.Children.FirstOrDefault(one => one.Key == name);
            if (child is null || !TryAddLeaves(child, member, leaves))
                return false;
        }

        return true;
    }

    ImmutableSortedDictionary<int, ImmutableArray<int>> ReadHistory(JsonObject json)
    {
        var history = ImmutableSortedDictionary.CreateBuilder<int, ImmutableArray<int>>();
        foreach (var (path, value) in (json["history"] as JsonObject ?? JsonObject.Empty).Members)
        {
            var node = _definition.ByPath.GetValueOrDefault(path);
            StateNode[] recalled =
                [.. ((value as JsonArray)?.Items.ToArray() ?? []).Select(FindState).OfType<StateNode>().Distinct()];
            Check(
                node is { Kind: StateKind.History, Parent: { } parent }
                && HistoryRecall.IsPossible(node, parent, recalled),
                "its history recalls states that were never active together");

            if (node is not null)
                history[node.Index] = [.. recalled.Select(state => state.Index).Order()];
        }

        return history.ToImmutable();
    }

    ChartTimer? ReadTimer(JsonValue value)
    {
        var timer = value as JsonObject ?? JsonObject.Empty;
        var (name, entry, raised) = (Text(timer, "name"), Number(timer, "entry"), timer["event"] as JsonObject);
        var state = timer["state"] is { } path ? FindState(path) : null;
        var isKnown = state is null
            ? raised?["type"] is JsonString
            : raised is null && (state.After.Any(one => one.TimerName == name)
                || state.Invocations.Any(one => one.RetryTimer == name));

        Check(name is not null && entry > 0 && isKnown, "it has a timer that no state sets");
        return name is null ? null : new(name, entry, state?.Index ?? -1, raised);
    }

    AwaitedCommand? ReadAwaited(JsonValue value)
    {
        var command = value as JsonObject ?? JsonObject.Empty;
        var isKind = Statuses.TryFind(Text(command, "kind"), out AwaitedKind kind);
        var (number, origin) = (Number(command, "number"), Text(command, "origin") ?? "");
        var state = command["state"] is { } path ? FindState(path) : null;
        var isKnown = kind switch
        {
            AwaitedKind.Invocation => state?.Invocations.Any(one => one.Id == origin) == true,
            AwaitedKind.Undoable => state is null && number > 0 && _definition.Compensations.ContainsKey(origin),
            AwaitedKind.Compensation => state is null && number > 0,
        };

        Check(isKind && isKnown, "it awaits a command that nothing in the definition sends");
        return new(
            kind, number, state?.Index ?? -1, origin, Number(command, "entry"),
            (int)Math.Min(Number(command, "failures"), StatechartLimits.MaxRetries));
    }

    JsonObject? ReadCommand(JsonValue value)
    {
        var command = value as JsonObject;
        Check(command is not null, "a compensation is no command");

        return command;
    }

    StateNode? FindState(JsonValue path)
    {
        var state = path is JsonString { Value: var text }
            ? text.Length == 0 ? _definition.Root : _definition.ByPath.GetValueOrDefault(text)
            : null;

        Check(state is not null, "it names a state that is not there");
        return state;
    }

    long Number(JsonObject json, string name)
    {
        if (json[name] is not { } value)
            return 0;

        var number = -1L;
        var isNumber = value is JsonNumber written && written.TryGetInt64(out number)
            && number is >= 0 and < long.MaxValue / 2;
        Check(isNumber, $"its \"{name}\" is no number");

        return isNumber ? number : 0;
    }

    static string? Text(JsonObject json, string name) => (json[name] as JsonString)?.Value;

    JsonValue[] Many(JsonObject json, string name)
    {
        if (json[name] is not { } value)
            return [];

        Check(value is JsonArray, $"its \"{name}\" is no array");
        return value is JsonArray many ? many.Items.ToArray() : [];
    }
}
