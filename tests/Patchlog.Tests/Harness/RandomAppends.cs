using System.Collections.Immutable;
using System.Globalization;
using CsCheck;
using Patchlog.Journal;
using Patchlog.Json;

namespace Patchlog.Tests.Harness;

/// <summary>
/// Random batches: mostly what deciding makes, and now and then what it must not (a stale version, a condition that
/// does not hold, an id that is known or comes twice, an entry out of its chain).
/// </summary>
static class RandomAppends
{
    // Literals and strings that databases and lesser readers bend.
    static readonly string[] Values =
    [
        "9007199254740993", "1.10", "1E400", "-0", "0.1e-5", "100000000000000000000000001", "\"\"", "\"äöü\"",
        "\"\\\"\\\\\"", "\"\U0001F600\"", "\"\u2028\u2029\"", "\"\\u0001\\u001f\\u007f\"", "\"%s' or 1=1; --\"",
        "{\"\":{\" \":[]}}", "[[],{},null,true]", $"\"{new string('x', 9000)}\"",
    ];

    static readonly Gen<int> Value = Gen.Int[0, Values.Length - 1];

    static readonly Gen<int?> Facts =
        Gen.Frequency((6, Gen.Const((int?)null)), (1, Value.Select(index => (int?)index)));

    // Of few aggregates, so that a batch often changes what a later entry of it has read.
    static readonly Gen<Read[]> Reads = Gen.Frequency(
        (3, Gen.Const(Array.Empty<Read>())),
        (2, Gen.Select(
            Gen.Int[0, 3], Gen.Bool, Gen.Frequency((12, Gen.Const(0)), (1, Gen.Const(-1)), (1, Gen.Const(1))),
            (aggregate, isCommitted, offset) => new Read(aggregate, isCommitted, offset)).Array[1, 3]));

    static readonly Gen<int[]> Marks = Gen.Frequency(
        (3, Gen.Const(Array.Empty<int>())), (1, Gen.Int[0, 2].Array[1, 2]));

    static readonly Gen<Step> StepGen = Gen.Select(
        Gen.Int[0, 3],
        Gen.Frequency((12, Gen.Const(Act.Change)), (3, Gen.Const(Act.Several)), (2, Gen.Const(Act.Delete)),
            (1, Gen.Const(Act.Unchanged)), (1, Gen.Const(Act.Check)), (1, Gen.Const(Act.Trial))),
        Gen.Frequency((15, Gen.Const(-1)), (1, Gen.Int[0, 5])),
        Gen.Frequency((15, Gen.Const(0)), (1, Gen.Const(-1)), (1, Gen.Const(1))),
        Gen.Frequency((25, Gen.Const(false)), (1, Gen.Const(true))),
        Gen.Select(Value, Facts, Reads, Marks),
        (aggregate, act, reused, offset, isMisplaced, content) => new Step(
            aggregate, act, reused, offset, isMisplaced, content.Item1, content.Item2, content.Item3, content.Item4));

    /// <summary>Several batches of one tenant.</summary>
    public static readonly Gen<Step[][]> Batches = StepGen.Array[1, 8].Array[1, 8];

    public enum Act { Change, Several, Delete, Unchanged, Check, Trial }

    /// <param name="Aggregate">Which of a few.</param>
    /// <param name="Act">What it does.</param>
    /// <param name="Reused">-1 for a new command id, else how many commands ago it was used.</param>
    /// <param name="Offset">What the expected version is off by.</param>
    /// <param name="IsMisplaced">True for an entry that is chained to nothing, or not to the one before it.</param>
    /// <param name="Value">Which of the texts becomes a member.</param>
    /// <param name="Facts">Which of them is in data, context and so on; null without those.</param>
    /// <param name="Reads">What its conditions are.</param>
    /// <param name="Marks">Which marks it sets.</param>
    public sealed record Step(
        int Aggregate, Act Act, int Reused, int Offset, bool IsMisplaced, int Value, int? Facts, Read[] Reads,
        int[] Marks);

    /// <param name="Aggregate">Which of a few; may be the entry's own.</param>
    /// <param name="IsCommitted">
    /// True if it was read from the database, false if it is what the entries before leave when all are admitted.
    /// </param>
    /// <param name="Offset">What its version is off by.</param>
    public sealed record Read(int Aggregate, bool IsCommitted, int Offset);

    /// <summary>Makes a batch for a tenant out of steps, as its deciders would on what the model holds.</summary>
    public static List<Append> ToBatch(Step[] steps, Tenant tenant, ListJournal model, List<CommandId> used)
    {
        Dictionary<AggregateKey, (Version Version, JsonObject? Body)> pending = [];
        List<Append> batch = [];
        foreach (var step in steps)
        {
            var key = KeyOf(step.Aggregate, tenant);
            var isFirst = !pending.TryGetValue(key, out var before);
            if (isFirst)
                before = (model.StateOf(key).Version, model.StateOf(key).Body);

            var append = ToAppend(step, key, isFirst, before, IdOf(step, used)) with
            {
                Conditions = [.. step.Reads.Select(read => ToCondition(read, KeyOf(read.Aggregate, tenant)))],
                Effects = [.. step.Marks.Select(mark => new Mark($"m{mark}", batch.Count))],
            };
            pending[key] = (append.VersionAfter, append.Kind == AppendKind.Events ? append.BodyAfter : before.Body);
            batch.Add(append);
        }

        return batch;

        Condition ToCondition(Read read, AggregateKey key)
        {
            var version = !read.IsCommitted && pending.TryGetValue(key, out var before)
                ? before.Version
                : model.StateOf(key).Version;

            return new(key, new(version.Number + read.Offset));
        }
    }

    static AggregateKey KeyOf(int aggregate, Tenant tenant) => new(
        tenant, TargetName.Trusted(aggregate < 3 ? "orders" : "Orders"),
        AggregateId.Trusted(((string[])["b", "B", "a~.", "b"])[aggregate]));

    static string IdOf(Step step, List<CommandId> used)
    {
        if (step.Reused >= 0 && step.Reused < used.Count)
            return used[^(step.Reused + 1)].Value;
        used.Add(CommandId.Trusted(string.Create(CultureInfo.InvariantCulture, $"c{used.Count}")));
        return used[^1].Value;
    }

    static Append ToAppend(
        Step step, AggregateKey key, bool isFirst, (Version Version, JsonObject? Body) before, string id)
    {
        var expected = new Version(Math.Max(0, before.Version.Number + (isFirst ? step.Offset : 0)));
        var (events, after) = EventsOf(step, key, expected, before.Body);
        var command = Entries.CommandFor(key, id) with
        {
            ReceivedAt = new(2026, 11, 1 + step.Value, 1, 2, 3, 456, 789, TimeSpan.Zero),
            Depth = step.Value % 3,
            Actor = step.Facts is null ? null : "alice@example.org",
            Context = FactsOf(step) is { } facts ? JsonObject.Of(new JsonMember("facts", facts)) : null,
        };
        return new()
        {
            Command = command,
            Kind = step.Act switch
            {
                Act.Check => AppendKind.Check,
                Act.Trial => AppendKind.Trial,
                Act.Unchanged => AppendKind.Unchanged,
                _ => AppendKind.Events,
            },
            Expected = expected,
            IsChained = isFirst == step.IsMisplaced,
            Events = events,
            BodyAfter = after,
            Bundle = step.Facts is { } index ? $"sha256-{index % 2}" : null,
            Asked = FactsOf(step) is { } body && events.Length > 0
                ? JsonObject.Of(new("name", "do"), new("body", body))
                : null,
            Rules = step.Facts is not null && events.Length > 0 ? JsonArray.Of("first", "second") : null,
        };
    }

    static (ImmutableArray<EventDraft> Events, JsonObject? After) EventsOf(
        Step step, AggregateKey key, Version version, JsonObject? body)
    {
        if (step.Act is Act.Check or Act.Unchanged)
            return ([], body);
        if (step.Act == Act.Trial)
            return ([], (body ?? JsonObject.Of(new JsonMember("id", key.TargetId.Value)))
                .With("v", JsonValue.Parse(Values[step.Value])));
        var data = FactsOf(step);
        List<EventDraft> events = [];
        if (step.Act == Act.Delete && body is not null)
        {
            Add("deleted", EventType.Delete, null);
            return ([.. events], null);
        }
        for (var i = 0; i < (step.Act == Act.Several ? 3 : 1); i++)
        {
            var value = JsonValue.Parse(Values[step.Value]);
            if (body is null)
                Add("created", EventType.Create, body = JsonObject.Of(new("id", key.TargetId.Value), new("v", value)));
            else
                Add("patched", EventType.Patch, PatchTo(ref body, ((string[])["v", "w", "x"])[i], value));
        }
        return ([.. events], body);

        void Add(string name, EventType type, JsonValue? effect) =>
            events.Add(new(name, type, version.Plus(events.Count + 1), effect, data));
    }

    static JsonValue? FactsOf(Step step) => step.Facts is { } index ? JsonValue.Parse(Values[index]) : null;

    static JsonValue PatchTo(ref JsonObject body, string member, JsonValue value)
    {
        body = body.With(member, value);
        return JsonValue.Parse($$"""[{"op":"add","path":"/{{member}}","value":{{value}}}]""");
    }
}
