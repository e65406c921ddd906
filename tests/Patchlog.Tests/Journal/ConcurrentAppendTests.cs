using Patchlog.Journal;
using Patchlog.Repairing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>
/// Several writers at the same time; on PostgreSQL they are two journals, as two servers would have them.
/// </summary>
public abstract class ConcurrentAppendTests(Backend backend) : JournalContract(backend)
{
    const int Writers = 8;
    const int Rounds = 15;

    [Fact]
    public async Task Writers_of_the_same_aggregates_lose_no_update_and_leave_no_hole()
    {
        string[] ids = ["a", "b", "c"];
        IJournal[] journals = [Journal, await Backend.JoinAsync()];

        var admitted = await Task.WhenAll(Enumerable.Range(0, Writers)
            .Select(writer => Task.Run(() => IncrementAsync(journals[writer % 2], writer, ids))));

        var total = admitted.Sum();
        total.ShouldBe(Writers * Rounds * ids.Length);
        var events = await Reader.ReadAsync(Tenant, Position.Start, int.MaxValue, Cancellation);
        events.Select(item => item.Position.Number).ShouldBe(Enumerable.Range(1, total).Select(number => (long)number));
        events.Zip(events.Skip(1)).ShouldAllBe(pair => pair.First.Time <= pair.Second.Time);
        events.Select(item => item.CommandId).Distinct().Count().ShouldBe(total);
        foreach (var key in ids.Select(id => Key(id)))
        {
            var state = await LoadAsync(key);
            state.Version.Number.ShouldBe(Writers * Rounds);
            state.Body.ShouldBe(Entries.Body(key, Writers * Rounds - 1));
        }
        (await new StateRepair(Journal).VerifyAsync(Tenant, null, null, Cancellation)).Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_writers_that_send_the_same_command_one_is_admitted_and_the_others_learn_of_it()
    {
        IJournal[] journals = [Journal, await Backend.JoinAsync()];
        for (var round = 0; round < Rounds; round++)
        {
            var key = Key($"a{round}");
            var results = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
                journals[writer % 2].AppendAsync(Tenant, [Entries.Create(key, id: $"c{round}")], Cancellation))));

            results.Count(result => result.Entries[0] == AppendedEntry.Admitted).ShouldBe(1);
            results.Count(result => result.Entries[0] == AppendedEntry.Known).ShouldBe(Writers - 1);
        }
    }

    [Fact]
    public async Task A_reader_never_sees_a_position_before_the_ones_below_it()
    {
        var journal = await Backend.JoinAsync();
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
                await AppendPatientlyAsync(
                    journal, [Entries.Create(Key($"{writer}-{i}-a")), Entries.Create(Key($"{writer}-{i}-b"))]);
        })));

        long seen = 0;
        do
        {
            var page = await Reader.ReadAsync(Tenant, new(seen), 1000, Cancellation);
            foreach (var @event in page)
                @event.Position.Number.ShouldBe(++seen);
        }
        while (!writing.IsCompleted || seen < (await Reader.FindHeadAsync(Tenant, Cancellation)).Number);
        await writing;
        seen.ShouldBe(200);
    }

    [Fact]
    public async Task Tenants_are_appended_to_at_the_same_time()
    {
        var tenants = Enumerable.Range(0, Writers).Select(_ => NewTenant()).ToList();

        await Task.WhenAll(tenants.Select(tenant => Task.Run(async () =>
        {
            for (var i = 0; i < Rounds; i++)
                await Journal.AppendAsync(tenant, [Entries.Create(Key($"{i}") with { Tenant = tenant })], Cancellation);
        })));

        foreach (var tenant in tenants)
            (await Reader.FindHeadAsync(tenant, Cancellation)).Number.ShouldBe(Rounds);
    }

    /// <summary>Adds one to each aggregate so many times, deciding again whenever another was faster.</summary>
    async Task<int> IncrementAsync(IJournal journal, int writer, string[] ids)
    {
        var admitted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var missing = ids.Select(id => Key(id)).ToList();
            while (missing.Count > 0)
            {
                var (_, states) = await journal.Reader.LoadAsync([], missing, Cancellation);
                var batch = missing.Zip(states, (key, state) =>
                    Increment(key, state.Version.Number, $"c{writer}-{round}-{key.TargetId}")).ToList();
                var result = await AppendPatientlyAsync(journal, batch);
                result.Entries.ShouldNotContain(AppendedEntry.Known);
                missing = [.. missing.Where((_, i) => result.Entries[i] == AppendedEntry.Refused)];
                admitted += batch.Count - missing.Count;
            }
        }
        return admitted;
    }

    static Append Increment(AggregateKey key, long version, string id) =>
        version == 0 ? Entries.Create(key, id: id) : Entries.Set(key, version, version, id: id);
}

public sealed class ConcurrentAppendTestsOnSqlite(SqliteBackend backend) : ConcurrentAppendTests(backend);

public sealed class ConcurrentAppendTestsInMemory(MemoryBackend backend) : ConcurrentAppendTests(backend);

public sealed class ConcurrentAppendTestsOnPostgreSql(PostgresBackend backend) : ConcurrentAppendTests(backend);
