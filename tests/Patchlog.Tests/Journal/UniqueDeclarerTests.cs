using System.Collections.Concurrent;
using System.Globalization;
using Patchlog.Journal;
using Patchlog.Repairing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>
/// Something is declared unique, and dropped, while others write; on PostgreSQL from two journals, as two servers have
/// them.
/// </summary>
public abstract class UniqueDeclarerTests(Backend backend) : JournalContract(backend)
{
    // More than one page of documents.
    const int Documents = 1200;
    const int Writers = 16;
    const int Values = 100;

    readonly string _type = Unique.NewType();

    UniqueDeclaration Declaration => Unique.Of(_type, "/v");

    UniqueDeclarer Declarer => Unique.DeclarerOf(Journal);

    [Fact]
    public async Task Documents_that_were_there_before_hold_their_values()
    {
        await FillAsync(Documents);
        var progress = new Seen();

        (await Declarer.DeclareAsync(Declaration, isOfBundle: false, progress, Cancellation)).ShouldBe(new UniqueOutcome.Declared(IsNew: true));

        progress.Values.ShouldContain(Documents);
        (await StateOfDeclarationAsync()).ShouldBe(true);
        (await AppendAsync(Create("new", 0), Create("other", Documents - 1), Create("third", Documents))).Entries
            .ShouldBe([AppendedEntry.NotUnique, AppendedEntry.NotUnique, AppendedEntry.Admitted]);
        (await Declarer.DeclareAsync(Declaration, isOfBundle: false, null, Cancellation)).ShouldBe(new UniqueOutcome.Declared(IsNew: false));
        await ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Where_there_are_twins_they_are_named_and_nothing_of_the_declaration_is_left()
    {
        await FillAsync(Documents);
        await AppendAsync(Create("x", 7), Create("y", 7), Create("gone", 8));
        await AppendAsync(Entries.Delete(Id("gone"), 1));

        var refused = (await Declarer.DeclareAsync(Declaration, isOfBundle: false, null, Cancellation))
            .ShouldBeOfType<UniqueOutcome.Refused>();

        var twins = refused.Twins.ShouldHaveSingleItem();
        (twins.Tenant, twins.Count, refused.HasMore).ShouldBe((Tenant, 3, false));
        twins.Ids.Select(id => id.Value).ShouldBe([Name(7), "x", "y"]);
        (await StateOfDeclarationAsync()).ShouldBeNull();
        (await AppendAsync(Create("z", 7))).Entries.ShouldBe([AppendedEntry.Admitted]);
        await ShouldHaveNoKeysAsync();
    }

    [Fact]
    public async Task Many_twins_are_named_in_part()
    {
        const int twins = UniquenessLimits.MaxTwinsShown + 1;
        const int each = UniquenessLimits.MaxHoldersShown + 1;
        await AppendAsync([.. Enumerable.Range(0, twins * each).Select(i => Create(Name(i), i % twins))]);

        var refused = (await Declarer.DeclareAsync(Declaration, isOfBundle: false, null, Cancellation))
            .ShouldBeOfType<UniqueOutcome.Refused>();

        (refused.Twins.Length, refused.HasMore).ShouldBe((UniquenessLimits.MaxTwinsShown, true));
        refused.Twins.ShouldAllBe(one => one.Count == each && one.Ids.Length == UniquenessLimits.MaxHoldersShown);
    }

    [Fact]
    public async Task Twins_that_come_before_appends_refuse_them_are_found_all_the_same()
    {
        await FillAsync(Documents);
        var isDone = false;

        // After the first page was built: the document of the first page gets a twin, which no page has seen.
        var refused = await Declarer.DeclareAsync(Declaration, isOfBundle: false, new Act(() =>
        {
            if (!isDone)
                AppendAsync(Create("twin", 0)).GetAwaiter().GetResult().Entries.ShouldBe([AppendedEntry.Admitted]);
            isDone = true;
        }), Cancellation);

        refused.ShouldBeOfType<UniqueOutcome.Refused>().Twins.ShouldHaveSingleItem()
            .Ids.Select(id => id.Value).ShouldBe([Name(0), "twin"]);
        await ShouldHaveNoKeysAsync();
    }

    [Fact]
    public async Task An_interrupted_declaration_is_listed_and_taken_up_or_dropped()
    {
        await FillAsync(Documents);
        for (var round = 0; round < 2; round++)
        {
            await InterruptAsync();
            (await StateOfDeclarationAsync()).ShouldBe(false);
            (await AppendAsync(Create($"twin{round}", Documents + round))).Entries.ShouldBe([AppendedEntry.Admitted]);

            if (round == 0)
            {
                (await Declarer.DropAsync(Declaration, Cancellation)).ShouldBeTrue();
                (await StateOfDeclarationAsync()).ShouldBeNull();
                await ShouldHaveNoKeysAsync();
            }
        }

        (await Declarer.DeclareAsync(Declaration, isOfBundle: false, null, Cancellation)).ShouldBeOfType<UniqueOutcome.Declared>();
        (await AppendAsync(Create("new", Documents + 1))).Entries.ShouldBe([AppendedEntry.NotUnique]);
        await ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_drop_in_the_middle_of_a_declaration_ends_well()
    {
        await FillAsync(Documents);
        var drops = 0;

        var outcome = await Declarer.DeclareAsync(Declaration, isOfBundle: false, new Act(() =>
        {
            if (drops++ == 0)
                Declarer.DropAsync(Declaration, Cancellation).GetAwaiter().GetResult().ShouldBeTrue();
        }), Cancellation);

        outcome.ShouldBeOfType<UniqueOutcome.Declared>();
        (await AppendAsync(Create("new", Documents - 1))).Entries.ShouldBe([AppendedEntry.NotUnique]);
        await ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_journal_that_was_opened_before_a_declaration_keeps_to_it_and_to_its_end()
    {
        var other = await Backend.JoinAsync();
        await other.AppendAsync(Tenant, [Create("a", 1)], Cancellation);

        await Unique.DeclareAsync(Journal, Declaration);
        (await other.AppendAsync(Tenant, [Create("b", 1)], Cancellation)).Entries.ShouldBe([AppendedEntry.NotUnique]);

        await Declarer.DropAsync(Declaration, Cancellation);
        (await other.AppendAsync(Tenant, [Create("b", 1)], Cancellation)).Entries.ShouldBe([AppendedEntry.Admitted]);
        await ShouldHaveNoKeysAsync();
    }

    [Fact]
    public async Task Two_who_declare_the_same_at_once_both_succeed()
    {
        await FillAsync(Documents);
        IJournal[] journals = [Journal, await Backend.JoinAsync()];

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(
            () => Unique.DeclarerOf(journals[i % 2]).DeclareAsync(Declaration, isOfBundle: false, null, Cancellation))));

        outcomes.ShouldAllBe(outcome => outcome is UniqueOutcome.Declared);
        (await StateOfDeclarationAsync()).ShouldBe(true);
        await ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Sixteen_writers_of_the_same_values_never_let_a_twin_in()
    {
        IJournal[] journals = [Journal, await Backend.JoinAsync()];
        await Unique.DeclareAsync(Journal, Declaration);

        var admitted = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var count = 0;
            foreach (var chunk in Enumerable.Range(0, Values).Chunk(7))
            {
                Append[] batch = [.. chunk.Select(value => Create($"{writer}-{value}", value))];
                count += (await AppendPatientlyAsync(journals[writer % 2], batch)).Entries
                    .Count(entry => entry == AppendedEntry.Admitted);
            }

            return count;
        })));

        admitted.Sum().ShouldBe(Values);
        (await ListAsync(_type, limit: 1000)).Length.ShouldBe(Values);
        await ShouldBeCleanAsync();
    }

    [Fact]
    public async Task What_is_written_while_it_is_declared_is_unique_afterwards_and_no_decision_is_lost()
    {
        IJournal[] journals = [Journal, await Backend.JoinAsync()];
        await FillAsync(Documents);
        var isOver = false;

        // Each takes values of its own, old ones and new ones, and gives them back.
        var writing = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            var rounds = 0;
            for (; rounds < 3 || (rounds < Values && !Volatile.Read(ref isOver)); rounds++)
            {
                var (id, value) = ($"w{writer}-{rounds}", Documents + writer + 4 * (rounds % 5));
                await ShouldBeAdmittedAsync(journals[writer % 2], Create(id, value));
                await ShouldBeAdmittedAsync(journals[writer % 2], Entries.Delete(Id(id), 1));
            }

            return rounds;
        })).ToList();
        for (var round = 0; round < 3; round++)
        {
            (await Declarer.DeclareAsync(Declaration, isOfBundle: false, null, Cancellation)).ShouldBeOfType<UniqueOutcome.Declared>();
            (await Declarer.DropAsync(Declaration, Cancellation)).ShouldBeTrue();
        }

        (await Declarer.DeclareAsync(Declaration, isOfBundle: false, null, Cancellation)).ShouldBeOfType<UniqueOutcome.Declared>();
        Volatile.Write(ref isOver, true);
        await Task.WhenAll(writing);

        (await AppendAsync(Create("new", 5), Create("free", Documents))).Entries
            .ShouldBe([AppendedEntry.NotUnique, AppendedEntry.Admitted]);
        await ShouldBeCleanAsync();

        async Task ShouldBeAdmittedAsync(IJournal journal, Append append) =>
            (await AppendPatientlyAsync(journal, [append])).Entries.ShouldBe([AppendedEntry.Admitted]);
    }

    [Fact]
    public async Task Tenants_that_come_while_it_is_declared_are_not_overlooked()
    {
        var other = await Backend.JoinAsync();
        await FillAsync(Documents);
        ConcurrentBag<Tenant> tenants = [];
        var isOver = false;

        var writing = Task.Run(async () =>
        {
            while (tenants.Count < 10 || (tenants.Count < Values && !Volatile.Read(ref isOver)))
            {
                var tenant = NewTenant();
                await other.AppendAsync(tenant, [Unique.Create(Id("a") with { Tenant = tenant }, """{"v":1}""")], Cancellation);
                tenants.Add(tenant);
            }
        }, Cancellation);
        (await Declarer.DeclareAsync(Declaration, isOfBundle: false, null, Cancellation)).ShouldBeOfType<UniqueOutcome.Declared>();
        Volatile.Write(ref isOver, true);
        await writing;

        foreach (var tenant in tenants)
            (await Journal.AppendAsync(
                tenant, [Unique.Create(Id("b") with { Tenant = tenant }, """{"v":1}""")], Cancellation)).Entries
                .ShouldBe([AppendedEntry.NotUnique]);
    }

    [Fact]
    public async Task A_type_has_a_bounded_number_of_declarations()
    {
        for (var i = 0; i < UniquenessLimits.MaxDeclarationsPerType; i++)
            await Unique.DeclareAsync(Journal, Unique.Of(_type, $"/v{i}"));

        (await Should.ThrowAsync<InvalidDataException>(
            () => Declarer.DeclareAsync(Declaration, isOfBundle: false, null, Cancellation))).Message.ShouldContain("Drop one first");

        for (var i = 0; i < UniquenessLimits.MaxDeclarationsPerType; i++)
            (await Declarer.DropAsync(Unique.Of(_type, $"/v{i}"), Cancellation)).ShouldBeTrue();
        (await Declarer.DropAsync(Declaration, Cancellation)).ShouldBeFalse();
    }

    [Theory]
    [InlineData()]
    [InlineData("")]
    [InlineData("/a", "/b", "/a")]
    [InlineData("/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9")]
    public void What_can_be_no_declaration_is_told(params string[] paths)
    {
        UniqueDeclaration.TryCreate(TargetName.Trusted("orders"), Unique.PathsOf(paths), out var declaration, out var problem)
            .ShouldBeFalse();

        declaration.ShouldBeNull();
        problem.ShouldNotBeNull().Code.ShouldBe(ProblemCode.InvalidRequest);
    }

    AggregateKey Id(string id) => Key(id, _type);

    Append Create(string id, int value) =>
        Unique.Create(Id(id), string.Create(CultureInfo.InvariantCulture, $$"""{"v":{{value}}}"""));

    static string Name(int number) => number.ToString("d5", CultureInfo.InvariantCulture);

    async Task FillAsync(int documents)
    {
        foreach (var chunk in Enumerable.Range(0, documents).Chunk(400))
            await AppendAsync([.. chunk.Select(number => Create(Name(number), number))]);
    }

    /// <summary>Begins a declaration, and goes away after the first page.</summary>
    async Task InterruptAsync()
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await Should.ThrowAsync<Exception>(
            () => Declarer.DeclareAsync(Declaration, isOfBundle: false, new Act(leaving.Cancel), leaving.Token));
        leaving.IsCancellationRequested.ShouldBeTrue();
    }

    /// <summary>Whether it is enforced; null if it is not declared.</summary>
    async Task<bool?> StateOfDeclarationAsync() =>
        (await Declarer.ListAsync(Cancellation)).SingleOrDefault(one => one.Declaration.Equals(Declaration))?.IsEnforced;

    async Task ShouldHaveNoKeysAsync()
    {
        if (Backend.MarkInstallation is not null)
            (await Backend.QueryAsync($"select target_id from unique_keys where tenant = '{Tenant}'")).ShouldBeEmpty();
        await ShouldBeCleanAsync();
    }

    Task ShouldBeCleanAsync() => new StateRepair(Journal).VerifyAsync(Tenant, null, null, Cancellation).ShouldBeCleanAsync();

    sealed class Seen : IProgress<long>
    {
        public List<long> Values { get; } = [];

        public void Report(long value) => Values.Add(value);
    }

    sealed class Act(Action act) : IProgress<long>
    {
        public void Report(long value) => act();
    }
}

public sealed class UniqueDeclarerTestsOnSqlite(SqliteBackend backend) : UniqueDeclarerTests(backend);

public sealed class UniqueDeclarerTestsInMemory(MemoryBackend backend) : UniqueDeclarerTests(backend);

public sealed class UniqueDeclarerTestsOnPostgreSql(PostgresBackend backend) : UniqueDeclarerTests(backend);
