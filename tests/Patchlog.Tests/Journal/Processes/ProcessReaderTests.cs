using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal.Processes;

/// <summary>One owner at a time reads a tenant's events for its processes, and never goes back.</summary>
public abstract class ProcessReaderTests(Backend backend) : ProcessContract(backend)
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(50);

    readonly Guid _first = Guid.NewGuid();
    readonly Guid _second = Guid.NewGuid();

    [Fact]
    public async Task A_lease_has_one_owner_who_may_renew_it()
    {
        (await LeaseAsync(_first, Long)).ShouldBe(Position.Start);
        (await LeaseAsync(_first, Long)).ShouldBe(Position.Start);

        (await LeaseAsync(_second, Long)).ShouldBeNull();
        (await Store.TryLeaseAsync(NewTenant(), _second, Long, Cancellation)).ShouldBe(Position.Start);
    }

    [Fact]
    public async Task A_lease_that_is_over_or_given_back_is_free()
    {
        await LeaseAsync(_first, TimeSpan.Zero);
        (await LeaseAsync(_second, Long)).ShouldNotBeNull();

        await Store.ReleaseAsync(Tenant, _first, Cancellation);
        (await LeaseAsync(_first, Long)).ShouldBeNull("It was not the first one's to give back.");

        await Store.ReleaseAsync(Tenant, _second, Cancellation);
        (await LeaseAsync(_first, Long)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Of_many_who_want_a_lease_one_gets_it()
    {
        var other = await Backend.JoinAsync();

        var leases = await Task.WhenAll(Enumerable.Range(0, 20).Select(n =>
            (n % 2 == 0 ? Journal : other).Processes.TryLeaseAsync(Tenant, Guid.NewGuid(), Long, Cancellation)));

        leases.Count(position => position is not null).ShouldBe(1);
    }

    [Fact]
    public async Task A_reader_goes_forward_only_and_only_by_its_owner()
    {
        await AppendAsync(Entries.Create(Key("a")), Entries.Create(Key("b")), Entries.Create(Key("c")));
        (await AdvanceAsync(_first, 1)).ShouldBeFalse("Nobody has the lease.");
        await LeaseAsync(_first, Long);

        (await AdvanceAsync(_first, 2)).ShouldBeTrue();
        (await AdvanceAsync(_first, 2)).ShouldBeTrue();
        (await AdvanceAsync(_first, 1)).ShouldBeFalse();
        (await AdvanceAsync(_second, 3)).ShouldBeFalse();

        (await LeaseAsync(_first, TimeSpan.Zero)).ShouldBe(new(2));
        (await AdvanceAsync(_first, 3)).ShouldBeTrue("The lease is over, and nobody else has taken it.");
        (await LeaseAsync(_second, Long)).ShouldBe(new(3));
        (await AdvanceAsync(_first, 3)).ShouldBeFalse();
        await Store.ReleaseAsync(Tenant, _second, Cancellation);
        (await AdvanceAsync(_second, 3)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_reader_beyond_the_end_of_the_journal_is_set_back_to_it()
    {
        await AppendAsync(Entries.Create(Key("a")), Entries.Create(Key("b")));
        await LeaseAsync(_first, Long);
        await AdvanceAsync(_first, 100);

        (await LeaseAsync(_first, Long)).ShouldBe(new(2));
        (await AdvanceAsync(_first, 3)).ShouldBeTrue();
    }

    Task<Position?> LeaseAsync(Guid owner, TimeSpan duration) =>
        Store.TryLeaseAsync(Tenant, owner, duration, Cancellation);

    Task<bool> AdvanceAsync(Guid owner, long to) => Store.AdvanceAsync(Tenant, owner, new(to), Cancellation);
}

public sealed class ProcessReaderTestsOnSqlite(SqliteBackend backend) : ProcessReaderTests(backend);

public sealed class ProcessReaderTestsInMemory(MemoryBackend backend) : ProcessReaderTests(backend);

public sealed class ProcessReaderTestsOnPostgreSql(PostgresBackend backend) : ProcessReaderTests(backend);
