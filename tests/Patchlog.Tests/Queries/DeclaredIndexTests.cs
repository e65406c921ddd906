using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Repairing;
using Patchlog.Searching;
using Patchlog.Tests.Harness;
using Patchlog.Tests.Journal;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Queries;

/// <summary>Declared indexes are created, kept and dropped alike in both databases, and never change an answer.</summary>
public abstract class DeclaredIndexTests(Backend backend) : JournalContract(backend), IAsyncLifetime
{
    static readonly TargetName Orders = TargetName.Trusted("orders");
    static readonly JsonPointer Path = RandomQueries.PathOf("n").Pointer;

    IJournal? _own;

    private protected IJournal Own => _own!;

    private protected DatabaseAddress Database { get; private set; } = new DatabaseAddress.SqliteMemory();

    [Fact]
    public async Task An_index_is_created_once_is_listed_and_can_be_dropped()
    {
        var path = RandomQueries.PathOf("a/b").Pointer;

        (await Own.Indexes.CreateAsync(Orders, path, Cancellation)).ShouldBeTrue();
        (await Own.Indexes.CreateAsync(Orders, path, Cancellation)).ShouldBeFalse();
        var index = (await Own.Indexes.ListAsync(Cancellation)).ShouldHaveSingleItem();
        (index.TargetName, index.Path, index.IsUsable).ShouldBe((Orders, "/a~1b", true));
        (await Own.Indexes.DropAsync(Orders, path, Cancellation)).ShouldBeTrue();
        (await Own.Indexes.DropAsync(Orders, path, Cancellation)).ShouldBeFalse();
        (await Own.Indexes.ListAsync(Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_there_before_and_what_comes_after_is_found_and_what_was_deleted_is_not()
    {
        await AppendAsync([.. Ids(0, 10).Select(id => Entries.Create(Key(id)))]);
        await Own.Indexes.CreateAsync(Orders, Path, Cancellation);

        await AppendAsync(
            Entries.Set(Key("id0"), 7, 1), Entries.Set(Key("id0"), 8, 2, isChained: true),
            Entries.Set(Key("id1"), 8, 1), Entries.Delete(Key("id2"), 1),
            Entries.Create(Key("id3"), Entries.Body(Key("id3"), 8), expected: 1),
            Entries.Create(Key("new"), Entries.Body(Key("new"), 8)));
        await AppendAsync(Entries.Delete(Key("id1"), 2));
        await AppendAsync(Entries.Create(Key("id1"), Entries.Body(Key("id1"), 8), expected: 3));

        (await FindAsync(8)).ShouldBe(["id0", "id1", "id3", "new"]);
        (await FindAsync(7)).ShouldBeEmpty();
        (await FindAsync(0)).ShouldBe(Ids(4, 6));
    }

    [Fact]
    public async Task An_index_that_is_created_while_others_write_has_what_they_write()
    {
        await AppendAsync([.. Ids(0, 3000).Select(id => Entries.Create(Key(id)))]);

        var creating = Task.Run(() => Own.Indexes.CreateAsync(Orders, Path, Cancellation));
        for (var number = 2999; number >= 0; number -= 10)
            await AppendAsync(Entries.Set(Key($"id{number}"), 1, 1));
        (await creating).ShouldBeTrue();

        (await FindAsync(1)).Count.ShouldBe(300);
        (await FindAsync(0)).Count.ShouldBe(2700);
        await VerifyAsync().ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_rebuild_makes_what_an_index_has_again()
    {
        await AppendAsync([.. Ids(0, 5).Select(id => Entries.Create(Key(id)))]);
        await AppendAsync(Entries.Set(Key("id3"), 1, 1), Entries.Delete(Key("id4"), 1));
        await Own.Indexes.CreateAsync(Orders, Path, Cancellation);

        await new StateRepair(Own).RebuildAsync(Tenant, isForced: false, null, Cancellation);

        (await FindAsync(0)).ShouldBe(Ids(0, 3));
        (await FindAsync(1)).ShouldBe(["id3"]);
        await VerifyAsync().ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_half_built_index_is_not_used_and_is_built_again()
    {
        if (HalfBuild is not { } statement)
            return;

        await AppendAsync([.. Ids(0, 5).Select(id => Entries.Create(Key(id)))]);
        await Own.Indexes.CreateAsync(Orders, Path, Cancellation);
        await Backend.ExecuteAsync(statement, Database);    // what a build that is killed leaves behind

        (await Own.Indexes.ListAsync(Cancellation)).Single().IsUsable.ShouldBeFalse();
        (await FindAsync(0)).ShouldBe(Ids(0, 5));
        await AppendAsync(Entries.Set(Key("id3"), 1, 1));

        (await Own.Indexes.CreateAsync(Orders, Path, Cancellation)).ShouldBeTrue();
        (await Own.Indexes.ListAsync(Cancellation)).Single().IsUsable.ShouldBeTrue();
        (await FindAsync(0)).ShouldBe(["id0", "id1", "id2", "id4"]);
        await VerifyAsync().ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Several_tenants_and_types_share_an_index_path_and_do_not_see_each_other()
    {
        await Own.Indexes.CreateAsync(Orders, Path, Cancellation);
        var other = NewTenant();
        await AppendAsync(Entries.Create(Key("id0")), Entries.Create(Key("id1", "invoices")));
        await Own.AppendAsync(
            other, [Entries.Create(new(other, Orders, AggregateId.Trusted("id2")))], Cancellation);
        await Own.Indexes.CreateAsync(TargetName.Trusted("invoices"), Path, Cancellation);

        (await FindAsync(0)).ShouldBe(["id0"]);
        (await Own.Indexes.ListAsync(Cancellation)).Select(index => index.TargetName.Value)
            .ShouldBe(["invoices", "orders"]);
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Database = await Backend.CreateDatabaseAsync();
        _own = await Backend.OpenAsync(Database);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Own.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the one index half built, past the journal; null where nobody can.</summary>
    private protected abstract string? HalfBuild { get; }

    private protected Task<StateReport> VerifyAsync() =>
        new StateRepair(Own).VerifyAsync(Tenant, null, null, Cancellation);

    private protected new async Task AppendAsync(params Append[] batch) =>
        (await Own.AppendAsync(Tenant, batch, Cancellation)).Entries
            .ShouldAllBe(entry => entry == AppendedEntry.Admitted);

    private protected static IEnumerable<string> Ids(int start, int count) =>
        Enumerable.Range(start, count).Select(number => $"id{number}");

    /// <summary>The ids of the documents whose <c>n</c> is a number.</summary>
    private protected async Task<List<string>> FindAsync(int n)
    {
        var query = new Query(Tenant, Orders)
        {
            Filter = new Filter.Compare(RandomQueries.PathOf("n"), Comparison.OneOf, [n]),
        };
        var (items, _) = await Own.Reader.FindAsync(query, null, 10_000, long.MaxValue, Cancellation);
        (await Own.Reader.CountAsync(query, isEstimate: false, Cancellation)).ShouldBe(items.Length);

        return [.. items.Select(item => item.Id.Value)];
    }
}

public sealed class DeclaredIndexTests_on_sqlite(SqliteBackend backend) : DeclaredIndexTests(backend)
{
    private protected override string HalfBuild =>
        "update indexes set is_complete = 0; delete from index_keys where target_id in ('id1', 'id2')";

    [Theory]
    [InlineData("delete from index_keys where target_id = 'id1'", "orders/id1: the index on /n does not have it")]
    [InlineData("update index_keys set key = '5x' where target_id = 'id1'", "orders/id1: the index on /n has it under")]
    [InlineData("insert into index_keys select index_number, tenant, 'id4', key from index_keys where target_id = 'id1'",
        "orders/id4: the index on /n has it, but it is deleted")]
    [InlineData("insert into index_keys select index_number, tenant, 'no', key from index_keys where target_id = 'id1'",
        "orders/no: the index on /n has it, but there is no such document")]
    public async Task A_key_that_was_tampered_with_is_found_and_mended(string tamper, string expected)
    {
        await AppendAsync([.. Ids(0, 5).Select(id => Entries.Create(Key(id)))]);
        await AppendAsync(Entries.Delete(Key("id4"), 1));
        await Own.Indexes.CreateAsync(TargetName.Trusted("orders"), RandomQueries.PathOf("n").Pointer, Cancellation);
        await VerifyAsync().ShouldBeCleanAsync();

        await Backend.ExecuteAsync(tamper, Database);

        (await VerifyAsync()).Differences.ShouldHaveSingleItem().ShouldStartWith(expected);
        await new StateRepair(Own).RebuildAsync(Tenant, isForced: false, null, Cancellation);
        await VerifyAsync().ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Of_many_wrong_keys_the_first_are_named_and_all_are_counted()
    {
        await AppendAsync([.. Ids(0, 2500).Select(id => Entries.Create(Key(id)))]);
        await Own.Indexes.CreateAsync(TargetName.Trusted("orders"), RandomQueries.PathOf("n").Pointer, Cancellation);

        await Backend.ExecuteAsync("delete from index_keys", Database);

        var differences = (await VerifyAsync()).Differences;
        differences.Count.ShouldBe(6);
        differences[^1].ShouldContain("2500");
    }

    [Fact]
    public async Task One_index_at_a_time_is_created_and_none_while_states_are_made_again()
    {
        var (orders, path) = (TargetName.Trusted("orders"), RandomQueries.PathOf("n").Pointer);
        await AppendAsync([.. Ids(0, 5).Select(id => Entries.Create(Key(id)))]);
        var creating = Task.FromResult(false);

        await Own.ReplaceStatesAsync(Tenant, RowsAsync(), Cancellation);

        (await creating).ShouldBeTrue();
        (await FindAsync(0)).ShouldBe(Ids(0, 5));

        async IAsyncEnumerable<DerivedRow> RowsAsync()
        {
            creating = Own.Indexes.CreateAsync(orders, path, Cancellation);
            await Should.ThrowAsync<InvalidDataException>(() => Own.Indexes.CreateAsync(orders, path, Cancellation));
            creating.IsCompleted.ShouldBeFalse();
            foreach (var id in Ids(0, 5))
                yield return new DerivedRow.State(
                    Key(id), (await Own.Reader.LoadAsync([], [Key(id)], Cancellation)).States[0]);
        }
    }
}

public sealed class DeclaredIndexTests_on_sqlite_in_memory(MemoryBackend backend) : DeclaredIndexTests(backend)
{
    private protected override string? HalfBuild => null;
}

public sealed class DeclaredIndexTests_on_postgresql(PostgresBackend backend) : DeclaredIndexTests(backend)
{
    private protected override string HalfBuild => """
        update pg_index set indisvalid = false
        where indexrelid = (select to_regclass('patchlog.' || name) from patchlog.indexes)
        """;
}
