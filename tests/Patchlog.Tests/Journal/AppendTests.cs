using CsCheck;
using Patchlog.Journal;
using Patchlog.Repairing;
using Patchlog.Searching;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>What becomes of a batch, entry by entry, and what can be read of it afterwards.</summary>
public abstract class AppendTests(Backend backend) : JournalContract(backend)
{
    [Fact]
    public async Task Random_batches_are_answered_and_read_as_from_a_list() =>
        await RandomAppends.Batches.SampleAsync(async batches =>
        {
            var tenant = NewTenant();
            var model = new ListJournal();
            List<CommandId> used = [];
            foreach (var steps in batches)
            {
                var batch = ToBatch(steps, tenant, model, used);
                var head = model.Events.Count;
                var last = head == 0 ? DateTimeOffset.MinValue : model.Events[^1].Time;

                var result = await Journal.AppendAsync(tenant, batch, CancellationToken.None);

                result.Head.Number.ShouldBe(head);
                result.Time.ShouldBeGreaterThanOrEqualTo(last);
                (result.Time.Ticks % TimeSpan.TicksPerMicrosecond).ShouldBe(0);
                result.Entries.ShouldBe(model.Append(batch, result.Time));
            }
            await ShouldReadLikeAsync(model, tenant, used);
            await ShouldHaveMarksLikeAsync(model, tenant);
        }, iter: 60);

    [Fact]
    public async Task Nothing_is_admitted_after_a_refusal_in_the_same_chain()
    {
        var (a, b) = (Key("a"), Key("b"));

        var result = await AppendAsync(
            Entries.Create(a), Entries.Create(b, expected: 1), Entries.Set(b, 1, 2, isChained: true),
            Entries.Set(a, 1, 1, isChained: true));

        result.Entries.ShouldBe(
            [AppendedEntry.Admitted, AppendedEntry.Refused, AppendedEntry.Refused, AppendedEntry.Admitted]);
        (await LoadAsync(a)).Version.ShouldBe(new(2));
        (await LoadAsync(b)).ShouldBe(AggregateState.None);
        (await Reader.FindHeadAsync(Tenant, Cancellation)).ShouldBe(new(2));
    }

    [Fact]
    public async Task A_command_id_that_is_known_writes_nothing_and_ends_its_chain()
    {
        await AppendAsync(Entries.Create(Key("a"), id: "once"));

        var result = await AppendAsync(
            Entries.Set(Key("a"), 1, 1, id: "once"), Entries.Set(Key("a"), 2, 2, isChained: true));

        result.Entries.ShouldBe([AppendedEntry.Known, AppendedEntry.Refused]);
        (await LoadAsync(Key("a"))).Version.ShouldBe(new(1));
    }

    [Fact]
    public async Task Of_an_id_that_comes_twice_in_a_batch_only_the_first_is_admitted()
    {
        var result = await AppendAsync(
            Entries.Create(Key("a"), id: "twice"), Entries.Create(Key("b"), id: "twice"), Entries.Create(Key("c")));

        result.Entries.ShouldBe([AppendedEntry.Admitted, AppendedEntry.Refused, AppendedEntry.Admitted]);
        (await LoadAsync(Key("b"))).ShouldBe(AggregateState.None);
    }

    [Fact]
    public async Task The_id_of_a_command_that_changed_nothing_is_known_for_ever()
    {
        await AppendAsync(Entries.Create(Key("a")));
        (await AppendAsync(Entries.Unchanged(Key("a"), 1, id: "nothing"))).Entries.ShouldBe([AppendedEntry.Admitted]);

        (await AppendAsync(Entries.Set(Key("a"), 1, 1, id: "nothing"))).Entries.ShouldBe([AppendedEntry.Known]);

        (await Reader.FindHeadAsync(Tenant, Cancellation)).ShouldBe(new(1));
        var outcome = (await Reader.FindCommandsAsync(Tenant, [CommandId.Trusted("nothing")], Cancellation))[0];
        outcome.ShouldNotBeNull().Version.ShouldBe(new(1));
        outcome.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_check_answers_and_writes_nothing()
    {
        await AppendAsync(Entries.Create(Key("a"), id: "first"));

        var result = await AppendAsync(
            Entries.Check(Key("a"), 1, id: "asked"), Entries.Check(Key("b"), 1),
            Entries.Check(Key("c"), 0, id: "first"));

        result.Entries.ShouldBe([AppendedEntry.Admitted, AppendedEntry.Refused, AppendedEntry.Known]);
        result.Head.ShouldBe(new(1));
        (await Reader.FindCommandsAsync(Tenant, [CommandId.Trusted("asked")], Cancellation))[0].ShouldBeNull();
    }

    [Fact]
    public async Task An_entry_that_is_not_chained_must_be_the_first_of_its_aggregate_in_the_batch()
    {
        var result = await AppendAsync(
            Entries.Create(Key("a")), Entries.Create(Key("a")), Entries.Set(Key("b"), 1, 0, isChained: true));

        result.Entries.ShouldBe([AppendedEntry.Admitted, AppendedEntry.Refused, AppendedEntry.Refused]);
    }

    [Fact]
    public async Task A_tenant_comes_to_be_with_its_first_event_only()
    {
        await AppendAsync(Entries.Create(Key("a"), expected: 7));
        await AppendAsync(Entries.Check(Key("a"), 0));
        (await Reader.ListTenantsAsync(Cancellation)).ShouldNotContain(Tenant);
        (await Reader.FindHeadAsync(Tenant, Cancellation)).ShouldBe(Position.Start);

        await AppendAsync(Entries.Create(Key("a")));

        (await Reader.ListTenantsAsync(Cancellation)).ShouldContain(Tenant);
    }

    [Fact]
    public async Task Tenants_know_nothing_of_each_other()
    {
        var other = NewTenant();
        await AppendAsync(Entries.Create(Key("a"), id: "same"));

        var result = await Journal.AppendAsync(
            other, [Entries.Create(Key("a") with { Tenant = other }, id: "same")], Cancellation);

        result.Head.ShouldBe(Position.Start);
        result.Entries.ShouldBe([AppendedEntry.Admitted]);
        (await Reader.CountAsync(Tenant, Cancellation)).ShouldBe(1);
        (await Reader.ReadAsync(other, Position.Start, 10, Cancellation)).Single().Key.Tenant.ShouldBe(other);
    }

    async Task ShouldReadLikeAsync(ListJournal model, Tenant tenant, List<CommandId> used)
    {
        (await Reader.FindHeadAsync(tenant, default)).Number.ShouldBe(model.Events.Count);
        (await Reader.CountAsync(tenant, default)).ShouldBe(model.Keys.Count());
        (await PagesAsync(3, last => Reader.ReadAsync(tenant, last?.Position ?? Position.Start, 3, default)))
            .ShouldBe(Texts.Of(model.Events));
        (await PagesAsync(2, last => ReadByAggregateAsync(tenant, last)))
            .ShouldBe(Texts.Of(model.Events
                .OrderBy(item => item.Key.TargetName.Value, StringComparer.Ordinal)
                .ThenBy(item => item.Key.TargetId.Value, StringComparer.Ordinal)
                .ThenBy(item => item.Draft.Version.Number)));
        await ShouldFindLikeAsync(model, tenant, used);
        foreach (var key in model.Keys)
            await ShouldTravelLikeAsync(model, key);
        await new StateRepair(Journal).VerifyAsync(tenant, null, null, default).ShouldBeCleanAsync();
    }

    async Task<IEnumerable<Event>> ReadByAggregateAsync(Tenant tenant, Event? last) =>
        (await Reader.ReadByAggregateAsync(
            tenant, last?.Key, last?.Draft.Version ?? Version.None, 2, long.MaxValue, default))
        .Items.Select(stored => stored.ToEvent());

    async Task ShouldHaveMarksLikeAsync(ListJournal model, Tenant tenant)
    {
        if (Backend.MarkInstallation is null)
            return;

        var marks = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var mark in model.Effects.Cast<Mark>())
            marks[mark.Name] = mark.Value;

        (await Backend.QueryAsync($"select name, value from marks where tenant = '{tenant}' order by name"))
            .ShouldBe(marks.Select(mark => $"{mark.Key} {mark.Value}"));
    }

    async Task ShouldFindLikeAsync(ListJournal model, Tenant tenant, List<CommandId> used)
    {
        List<CommandId> ids = [CommandId.Trusted("never-sent"), .. used, .. used.Take(1)];
        (await Reader.FindCommandsAsync(tenant, ids, default)).Select(ListJournal.TextOf)
            .ShouldBe(ids.Select(model.OutcomeOf));

        List<AggregateKey> keys = [.. model.Keys, Key("never-there") with { Tenant = tenant }, .. model.Keys.Take(1)];
        (await Reader.LoadAsync([], keys, default)).States.Select(Texts.Of)
            .ShouldBe(keys.Select(key => Texts.Of(model.StateOf(key))));

        foreach (var type in model.Keys.Select(key => key.TargetName).Distinct())
        {
            var living = model.Keys.Where(key => key.TargetName == type && model.StateOf(key).IsAlive)
                .OrderBy(key => key.TargetId.Value, StringComparer.Ordinal).ToList();
            var query = new Query(tenant, type);
            var (first, _) = await Reader.FindAsync(query, null, 1, long.MaxValue, default);
            var rest = first.IsEmpty
                ? new([], false)
                : await Reader.FindAsync(query, new([], first[0].Id), 100, long.MaxValue, default);
            first.AddRange(rest.Items).Select(item => $"{item.Id} {Texts.Of(item.State)}")
                .ShouldBe(living.Select(key => $"{key.TargetId} {Texts.Of(model.StateOf(key))}"));
        }
    }

    async Task ShouldTravelLikeAsync(ListJournal model, AggregateKey key)
    {
        var history = model.HistoryOf(key).ToList();
        (await Reader.ReadHistoryAsync(key, Version.None, new(long.MaxValue), 1000, long.MaxValue, default)).Items
            .Select(Texts.Of).ShouldBe(Texts.Of(history));
        (await Reader.ReadHistoryAsync(key, new(1), new(4), 2, long.MaxValue, default)).Items.Select(Texts.Of)
            .ShouldBe(Texts.Of(history.Skip(1).Take(2)));
        foreach (var version in Enumerable.Range(0, history.Count + 1).Select(number => new Version(number)))
            Texts.Of(await Reader.TravelAsync(key, version, default))
                .ShouldBe(Texts.Of(model.StateOf(key, version.Number)));
        for (var position = 0; position <= model.Events.Count + 1; position++)
            (await Reader.FindVersionAsync(key, new Position(position), default)).Number
                .ShouldBe(history.Count(item => item.Position.Number <= position));
        foreach (var time in model.Events.Select(item => item.Time).Distinct()
            .SelectMany(time => (DateTimeOffset[])[time.AddMicroseconds(-1), time, time.AddTicks(9), time.AddHours(9)]))
            (await Reader.FindVersionAsync(key, time, default)).Number
                .ShouldBe(history.Count(item => item.Time <= time));
        (await Reader.FindVersionAsync(key, DateTimeOffset.MinValue, default)).ShouldBe(Version.None);
        (await Reader.FindVersionAsync(key, DateTimeOffset.MaxValue, default)).Number.ShouldBe(history.Count);
    }

    /// <summary>Everything that a paged read answers, page after page; no page is larger than asked.</summary>
    static async Task<List<string>> PagesAsync<TPage>(int size, Func<Event?, Task<TPage>> readAfter)
        where TPage : IEnumerable<Event>
    {
        List<Event> events = [];
        while (true)
        {
            var page = (await readAfter(events.LastOrDefault())).ToList();
            page.Count.ShouldBeLessThanOrEqualTo(size);
            if (page.Count == 0)
                return [.. Texts.Of(events)];
            events.AddRange(page);
        }
    }
}

public sealed class AppendTestsOnSqlite(SqliteBackend backend) : AppendTests(backend);

public sealed class AppendTestsInMemory(MemoryBackend backend) : AppendTests(backend);

public sealed class AppendTestsOnPostgreSql(PostgresBackend backend) : AppendTests(backend);
