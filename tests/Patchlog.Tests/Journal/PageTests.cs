using System.Collections.Immutable;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>Pages of events and of snapshots: bounded in items and in bytes, and together the whole list.</summary>
public abstract class PageTests(Backend backend) : JournalContract(backend)
{
    const int Events = 9;
    const int Large = 100_000;

    [Theory]
    [InlineData(1, long.MaxValue, 1)]
    [InlineData(4, long.MaxValue, 4)]
    [InlineData(Events, long.MaxValue, Events)]
    [InlineData(1000, long.MaxValue, Events)]
    [InlineData(1000, 1, 1)]
    [InlineData(1000, 3 * Large + 500, 3)]
    public async Task Pages_of_a_history_end_at_a_number_of_events_or_of_bytes(int limit, long maxBytes, int expected)
    {
        var key = await WriteAsync();

        var first = await PageAsync(Version.None);
        first.Items.Length.ShouldBe(expected);

        List<Event> all = [.. first.Items];
        for (var page = first; page.HasMore; all.AddRange(page.Items))
        {
            page = await PageAsync(all[^1].Draft.Version);
            page.Items.ShouldNotBeEmpty();
        }

        all.Select(@event => @event.Draft.Version.Number).ShouldBe(Enumerable.Range(1, Events).Select(i => (long)i));

        Task<Page<Event>> PageAsync(Version after) =>
            Reader.ReadHistoryAsync(key, after, new(long.MaxValue), limit, maxBytes, Cancellation);
    }

    [Fact]
    public async Task Events_since_a_version_come_all_if_they_are_small_together_and_else_not_at_all()
    {
        var key = await WriteAsync();
        var bytes = (await SinceAsync(5, Events, int.MaxValue)).Sum(@event => (int)@event.Bytes);

        (await SinceAsync(5, Events, bytes)).Length.ShouldBe(Events - 5);
        (await SinceAsync(5, Events, bytes - 1)).ShouldBeEmpty();
        (await SinceAsync(5, 7, bytes - 1)).Select(@event => @event.Draft.Version.Number).ShouldBe([6L, 7]);
        (await SinceAsync(Events, Events, bytes)).ShouldBeEmpty();

        Task<ImmutableArray<Event>> SinceAsync(long after, long upTo, int maxBytes) =>
            Reader.ReadSinceAsync(key, new(after), new(upTo), maxBytes, Cancellation);
    }

    [Fact]
    public async Task Data_and_context_count_as_much_as_bodies()
    {
        var key = Key("a");
        var entry = Entries.Create(key);
        await AppendAsync(entry with { Command = entry.Command with { Context = LargeObject() } });

        (await Reader.ReadSinceAsync(key, Version.None, new(1), Large, Cancellation)).ShouldBeEmpty();
        (await Reader.ReadSinceAsync(key, Version.None, new(1), 2 * Large, Cancellation)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(2, long.MaxValue, 2)]
    [InlineData(100, 1, 1)]
    [InlineData(100, 2 * Large + 500, 2)]
    [InlineData(100, long.MaxValue, 3)]
    public async Task Pages_of_snapshots_end_at_a_number_of_states_or_of_bytes(int limit, long maxBytes, int expected)
    {
        foreach (var id in (string[])["a", "b", "c"])
            await WriteSnapshotAsync(Key(id));

        var page = await PageAsync(null, Version.None);
        page.Items.Length.ShouldBe(expected);

        List<Snapshot> all = [.. page.Items];
        for (; page.HasMore; all.AddRange(page.Items))
            page = await PageAsync(all[^1].Key, all[^1].Version);

        all.Select(snapshot => snapshot.Key).ShouldBe([Key("a"), Key("b"), Key("c")]);

        Task<Page<Snapshot>> PageAsync(AggregateKey? after, Version afterVersion) =>
            Reader.ReadSnapshotsAsync(Tenant, after, afterVersion, limit, maxBytes, Cancellation);
    }

    async Task<AggregateKey> WriteAsync()
    {
        var key = Key("a");
        for (var version = 0; version < Events; version++)
            await AppendAsync(Entries.Create(key, LargeObject(), version));

        return key;
    }

    Task<AppendResult> WriteSnapshotAsync(AggregateKey key) => AppendAsync(
    [
        Entries.Create(key),
        .. Enumerable.Range(1, JournalLimits.SnapshotSpacing - 2)
            .Select(version => Entries.Set(key, version, version, isChained: true)),
        Entries.Create(key, LargeObject(), JournalLimits.SnapshotSpacing - 1) with { IsChained = true },
    ]);

    static JsonObject LargeObject() => (JsonObject)JsonValue.Parse($$"""{"text":"{{new string('x', Large)}}"}""");
}

public sealed class PageTestsOnSqlite(SqliteBackend backend) : PageTests(backend);

public sealed class PageTestsOnPostgreSql(PostgresBackend backend) : PageTests(backend);
