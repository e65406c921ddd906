using Patchlog.Journal;
using Patchlog.Json;

namespace Patchlog.Tests.Harness;

/// <summary>One tenant's journal as a list of events: slow, and plainly right. The model of the real ones.</summary>
sealed class ListJournal
{
    readonly List<Event> _events = [];
    readonly List<Effect> _effects = [];
    readonly List<(Append Append, DateTimeOffset Time)> _unchanged = [];
    readonly Dictionary<CommandId, Digest> _digests = [];

    public IReadOnlyList<Event> Events => _events;

    /// <summary>What is declared unique.</summary>
    public IReadOnlyList<UniqueDeclaration> Unique { get; init; } = [];

    /// <summary>The effects of all admitted entries, in order.</summary>
    public IReadOnlyList<Effect> Effects => _effects;

    public IEnumerable<AggregateKey> Keys => _events.Select(@event => @event.Key).Distinct();

    public IEnumerable<CommandId> CommandIds => _digests.Keys;

    /// <summary>Appends a batch at a time, entry by entry; answers what becomes of them.</summary>
    public AppendedEntry[] Append(IReadOnlyList<Append> batch, DateTimeOffset time)
    {
        var known = _digests.Keys.ToHashSet();
        List<Append> before = [];
        List<AppendedEntry> answers = [];
        foreach (var append in batch)
        {
            var key = append.Command.Target;
            var isKnown = known.Contains(append.Command.Id);
            var isRepeated = before.Any(other => other.Command.Id == append.Command.Id);
            var sameTarget = Enumerable.Range(0, before.Count).Where(i => before[i].Command.Target == key).ToList();
            var holds = append.IsChained
                ? sameTarget.Count > 0 && answers[sameTarget[^1]] == AppendedEntry.Admitted
                : sameTarget.Count == 0 && StateOf(key).Version == append.Expected;
            var areMet = append.Conditions.All(condition => StateOf(condition.Key).Version == condition.Version);
            before.Add(append);

            if (isKnown)
                answers.Add(AppendedEntry.Known);
            else if (isRepeated || !holds || !areMet)
                answers.Add(AppendedEntry.Refused);
            else if (HoldersOf(append).Any())
                answers.Add(AppendedEntry.NotUnique);
            else
                answers.Add(Admit(append, time));
        }

        return [.. answers];
    }

    /// <summary>Another list that holds the same.</summary>
    public ListJournal Copy()
    {
        var copy = new ListJournal { Unique = Unique };
        copy._events.AddRange(_events);
        copy._effects.AddRange(_effects);
        copy._unchanged.AddRange(_unchanged);
        foreach (var (id, digest) in _digests)
            copy._digests.Add(id, digest);
        return copy;
    }

    /// <summary>The fold of an aggregate's events, up to a version.</summary>
    public AggregateState StateOf(AggregateKey key, long version = long.MaxValue) => HistoryOf(key)
        .Where(@event => @event.Draft.Version.Number <= version).Aggregate(AggregateState.None, Fold.Apply);

    public IEnumerable<Event> HistoryOf(AggregateKey key) => _events.Where(@event => @event.Key == key);

    /// <summary>What is known of a command, as text; null if nothing.</summary>
    public string? OutcomeOf(CommandId id)
    {
        var events = _events.Where(@event => @event.CommandId == id).ToList();
        if (events.Count > 0)
            return TextOf(new(_digests[id], events[^1].Key, events[^1].Draft.Version, events[^1].Time, [.. events]));

        foreach (var (append, time) in _unchanged)
            if (append.Command.Id == id)
                return TextOf(new(_digests[id], append.Command.Target, append.Expected, time, []));

        return null;
    }

    public static string? TextOf(StoredOutcome? outcome) => outcome is null ? null : string.Join('\n', [
        $"{outcome.Digest} {outcome.Target} {outcome.Version} {outcome.Time:O}", .. Texts.Of(outcome.Events)]);

    /// <summary>The living documents that have what an entry would have: compared value by value.</summary>
    public IEnumerable<AggregateKey> HoldersOf(Append append) =>
        from declaration in append.Kind is AppendKind.Events or AppendKind.Trial ? Unique : []
        where declaration.TargetName == append.Command.Target.TargetName
        let values = ValuesOf(declaration, append.BodyAfter)
        where values is not null
        from other in Keys
        where other.TargetName == declaration.TargetName && other != append.Command.Target
            && ValuesOf(declaration, StateOf(other).Body)?.SequenceEqual(values) == true
        select other;

    static List<JsonValue>? ValuesOf(UniqueDeclaration declaration, JsonObject? body)
    {
        var values = body is null ? [] : declaration.Paths
            .Select(path => path.Evaluate(body)).OfType<JsonValue>().Where(value => value.Kind != JsonKind.Null).ToList();

        return values.Count == declaration.Paths.Length ? values : null;
    }

    AppendedEntry Admit(Append append, DateTimeOffset time)
    {
        var command = append.Command;
        if (append.Kind is AppendKind.Events or AppendKind.Unchanged)
            _digests.Add(command.Id, command.Digest);
        if (append.Kind == AppendKind.Unchanged)
            _unchanged.Add((append, time));

        foreach (var draft in append.Events)
            _events.Add(new(
                draft, command.Target, new(_events.Count + 1), time, command.Id, append.Events.IndexOf(draft) + 1,
                command.Actor, append.Bundle, command.Context)
            {
                ReceivedAt = command.ReceivedAt,
                Reads = append.Conditions.IsEmpty ? null : EventReads.Of(append.Conditions),
                Asked = draft == append.Events[0] ? append.Asked : null,
                Rules = draft == append.Events[^1] ? append.Rules : null,
                Depth = command.Depth,
            });
        _effects.AddRange(append.Effects);

        return AppendedEntry.Admitted;
    }
}
