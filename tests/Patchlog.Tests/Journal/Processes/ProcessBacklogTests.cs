using Patchlog.Journal;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal.Processes;

/// <summary>Tenants that have something to do are found without a look at what waits.</summary>
public abstract class ProcessBacklogTests(Backend backend) : ProcessContract(backend)
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(50);

    readonly Guid _owner = Guid.NewGuid();

    [Fact]
    public async Task Tenants_are_found_that_are_behind_or_have_something_due()
    {
        await using var journal = await Backend.OpenAsync(await Backend.CreateDatabaseAsync());
        await AppendAsync(journal, "behind", Entries.Create(Of("behind")));
        await AppendAsync(journal, "read", Entries.Create(Of("read")));
        await AppendAsync(journal, "due", Entries.Check(Of("due"), 0) with { Effects = [Set("t", 1)] });
        await AppendAsync(journal, "both", Entries.Create(Of("both")) with { Effects = [Issue("c", 2), Set("t", 9)] });
        await AppendAsync(journal, "later", Entries.Check(Of("later"), 0) with { Effects = [Set("t", 5)] });
        await AppendAsync(journal, "_system", Entries.Create(Of("_system")) with { Effects = [Set("t", 0)] });
        await ReadAsync(journal, "read", 1);

        (await FindAsync(journal, 2)).ShouldBe(
            ["behind True -", "both True 2", "due False 1"], ignoreOrder: true);
        (await FindAsync(journal, 0)).ShouldBe(["behind True -", "both True 2"], ignoreOrder: true);
        (await journal.Processes.FindNextDueAsync(At(0), Cancellation)).ShouldBe(At(1));
        (await journal.Processes.FindNextDueAsync(At(1), Cancellation)).ShouldBe(At(2));
        (await journal.Processes.FindNextDueAsync(At(5), Cancellation)).ShouldBeNull();

        await AppendAsync(journal, "due", Entries.Check(Of("due"), 0) with { Effects = [End("t")] });
        await AppendAsync(journal, "both", Entries.Check(Of("both"), 1) with { Effects = [End(CommandId.Trusted("c"))] });
        (await journal.Processes.FindNextDueAsync(At(0), Cancellation)).ShouldBe(At(5));
        await AppendAsync(journal, "read", Entries.Set(Of("read"), 1, 1));
        (await FindAsync(journal, 2)).ShouldBe(
            ["behind True -", "both True 9", "read True -"], ignoreOrder: true);
    }

    [Fact]
    public async Task Nothing_is_due_in_an_empty_database()
    {
        await using var journal = await Backend.OpenAsync(await Backend.CreateDatabaseAsync());

        (await journal.Processes.FindNextDueAsync(At(0), Cancellation)).ShouldBeNull();
        (await FindAsync(journal, 9)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tenants_that_somebody_else_has_are_left_out_and_the_longest_unread_come_first()
    {
        await using var journal = await Backend.OpenAsync(await Backend.CreateDatabaseAsync());
        foreach (var name in new[] { "a", "b", "c", "d" })
            await AppendAsync(journal, name, Entries.Create(Of(name)));

        var other = Guid.NewGuid();
        foreach (var name in new[] { "a", "b" })
        {
            await journal.Processes.TryLeaseAsync(Tenant(name), other, Long, Cancellation);
            await journal.Processes.ReleaseAsync(Tenant(name), other, Cancellation);
        }

        await journal.Processes.TryLeaseAsync(Tenant("c"), other, Long, Cancellation);

        (await FindAsync(journal, 0)).ShouldBe(["d True -", "a True -", "b True -"]);
        (await journal.Processes.FindBacklogAsync(_owner, At(0), 2, Cancellation))
            .Select(found => found.Tenant.Value).ShouldBe(["d", "a"]);
        (await journal.Processes.FindBacklogAsync(other, At(0), 9, Cancellation)).Length.ShouldBe(4);
        await journal.Processes.TryLeaseAsync(Tenant("c"), other, TimeSpan.Zero, Cancellation);
        (await FindAsync(journal, 0)).Count.ShouldBe(4);
    }

    async Task<List<string>> FindAsync(IJournal journal, int minute) =>
    [
        .. (await journal.Processes.FindBacklogAsync(_owner, At(minute), 100, Cancellation)).Select(found =>
            $"{found.Tenant} {found.IsBehind} {(found.NextDue is { } due ? $"{(due - Noon).TotalMinutes}" : "-")}"),
    ];

    async Task ReadAsync(IJournal journal, string name, long to)
    {
        await journal.Processes.TryLeaseAsync(Tenant(name), _owner, Long, Cancellation);
        (await journal.Processes.AdvanceAsync(Tenant(name), _owner, new(to), Cancellation)).ShouldBeTrue();
        await journal.Processes.ReleaseAsync(Tenant(name), _owner, Cancellation);
    }

    static async Task AppendAsync(IJournal journal, string name, Append append) =>
        (await journal.AppendAsync(Tenant(name), [append], Cancellation)).Entries.ShouldBe([AppendedEntry.Admitted]);

    static new Tenant Tenant(string name) => Patchlog.Tenant.Trusted(name);

    static AggregateKey Of(string name) => new(Tenant(name), TargetName.Trusted("orders"), AggregateId.Trusted("a"));
}

public sealed class ProcessBacklogTestsOnSqlite(SqliteBackend backend) : ProcessBacklogTests(backend);

public sealed class ProcessBacklogTestsInMemory(MemoryBackend backend) : ProcessBacklogTests(backend);

public sealed class ProcessBacklogTestsOnPostgreSql(PostgresBackend backend) : ProcessBacklogTests(backend);
