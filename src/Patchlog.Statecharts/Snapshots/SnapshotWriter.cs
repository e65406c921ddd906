using System.Collections.Immutable;
using Patchlog.Json;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Snapshots;

/// <summary>Snapshot → JSON.</summary>
static class SnapshotWriter
{
    public static JsonObject Write(ChartSnapshot snapshot)
    {
        var states = snapshot.Chart.Definition.States;
        var active = new HashSet<StateNode>();
        foreach (var leaf in snapshot.Leaves)
        {
            for (var at = states[leaf]; at is not null && active.Add(at);)
                at = at.Parent;
        }

        var members = new List<JsonMember>
        {
            new("status", Statuses.NameOf(snapshot.Status)),
            new("state", ValueOf(states[0], active)),
            new("context", snapshot.Context),
        };

        AddResults(members, snapshot);
        AddWaiting(members, snapshot);
        AddCompensations(members, snapshot);
        return JsonObject.Of([.. members]);
    }

    static void AddResults(List<JsonMember> members, ChartSnapshot snapshot)
    {
        if (snapshot.Output is { } output)
            members.Add(new("output", output));
        if (snapshot.Error is { } error)
            members.Add(new("error", error));

        Add(members, "failedCompensations", snapshot.FailedCompensations);
    }

    static void AddWaiting(List<JsonMember> members, ChartSnapshot snapshot)
    {
        var states = snapshot.Chart.Definition.States;
        if (!IsAscending(snapshot.Leaves))
            Add(members, "order", snapshot.Leaves.Select(leaf => (JsonValue)states[leaf].Path));

        if (!snapshot.History.IsEmpty)
        {
            members.Add(new("history", JsonObject.Of([.. snapshot.History.Select(one => new JsonMember(
                states[one.Key].Path, JsonArray.Of([.. one.Value.Select(state => (JsonValue)states[state].Path)])))])));
        }

        Add(members, "timers", snapshot.SetTimers.Select(timer => TimerOf(timer, states)));
        Add(members, "awaited", snapshot.Awaited.Select(command => AwaitedOf(command, states)));
        if (snapshot.LastEntry > 0)
            members.Add(new("entries", snapshot.LastEntry));
        if (snapshot.LastCommand > 0)
            members.Add(new("commands", snapshot.LastCommand));
    }

    static void AddCompensations(List<JsonMember> members, ChartSnapshot snapshot)
    {
        Add(members, "compensations", snapshot.Compensations);
        if (snapshot.RunningCompensation is { } running)
            members.Add(new("compensating", running));
        if (snapshot.Status == ChartStatus.Compensating)
            members.Add(new("then", Statuses.NameOf(snapshot.EndStatus)));
    }

    /// <summary>XState's state value: the key of an atomic child, else an object of the active children.</summary>
    static JsonValue ValueOf(StateNode state, HashSet<StateNode> active)
    {
        var children = state.Children.Where(active.Contains).ToArray();
        if (state.Kind == StateKind.Compound && children is [{ IsLeaf: true, Key: var key }])
            return key;

        return JsonObject.Of([.. children.Select(child => new JsonMember(child.Key, ValueOf(child, active)))]);
    }

    static JsonObject TimerOf(ChartTimer timer, ImmutableArray<StateNode> states)
    {
        var members = new List<JsonMember> { new("name", timer.Name), new("entry", timer.Entry) };
        if (timer.State >= 0)
            members.Add(new("state", states[timer.State].Path));
        if (timer.Event is { } raised)
            members.Add(new("event", raised));

        return JsonObject.Of([.. members]);
    }

    static JsonObject AwaitedOf(AwaitedCommand command, ImmutableArray<StateNode> states)
    {
        var members = new List<JsonMember>
        {
            new("kind", Statuses.NameOf(command.Kind)), new("number", command.Number),
        };
        if (command.State >= 0)
            members.Add(new("state", states[command.State].Path));
        if (command.Origin.Length > 0)
            members.Add(new("origin", command.Origin));
        if (command.Entry > 0)
            members.Add(new("entry", command.Entry));
        if (command.Failures > 0)
            members.Add(new("failures", command.Failures));

        return JsonObject.Of([.. members]);
    }

    static bool IsAscending(ImmutableArray<int> numbers)
    {
        for (var at = 1; at < numbers.Length; at++)
        {
            if (numbers[at] < numbers[at - 1])
                return false;
        }

        return true;
    }

    static void Add(List<JsonMember> members, string name, IEnumerable<JsonValue> values)
    {
        JsonValue[] all = [.. values];
        if (all.Length > 0)
            members.Add(new(name, JsonArray.Of(all)));
    }
}
