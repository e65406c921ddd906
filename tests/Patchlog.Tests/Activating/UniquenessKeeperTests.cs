using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Activating;
using Patchlog.Bundles;
using Patchlog.Commands;
using Patchlog.Journal;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Activating;

/// <summary>What is declared for bundles stays so while any of them is used, and no longer.</summary>
public abstract class UniquenessKeeperTests(Backend backend) : IAsyncLifetime
{
    static readonly Bundle Old = BundleTexts.Compile(("schemas/orders.json", """{"x-unique":["/old"]}"""));

    static readonly Bundle New = BundleTexts.Compile(("schemas/orders.json", """{"x-unique":["/new"]}"""));

    static readonly Tenant Tenant = Tenant.Trusted("default");

    static readonly TargetName Type = TargetName.Trusted("orders");

    readonly TestClock _clock = new();
    readonly SaidUses _uses = new();
    IJournal? _journal;
    FaultyJournal? _watched;
    Func<Task> _beforeRead = () => Task.CompletedTask;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected IJournal Journal => _journal!;

    UniqueDeclarer Declarer => Unique.DeclarerOf(Journal);

    public async ValueTask InitializeAsync()
    {
        _journal = await Backend.OpenAsync(await backend.CreateDatabaseAsync());
        _watched = new(_journal) { BeforeRead = () => _beforeRead() };
        _uses.Inner = _journal.Bundles;
    }

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_was_declared_stays_so_until_the_bundle_is_active_or_given_up()
    {
        await using var keeper = await UsingAsync(Old);

        await DeclareAsync(keeper, New);
        await keeper.LookAsync(Cancellation);
        (await ListAsync()).ShouldBe(["/new", "/old"]);

        keeper.Use(New);
        await keeper.LookAsync(Cancellation);
        (await ListAsync()).ShouldBe(["/new"]);

        await DeclareAsync(keeper, Old);
        keeper.GiveUp();
        await keeper.LookAsync(Cancellation);
        (await ListAsync()).ShouldBe(["/new"]);
    }

    [Fact]
    public async Task The_stored_copy_may_become_active_while_a_newer_bundle_is_declared()
    {
        await using var keeper = NewKeeper();

        await DeclareAsync(keeper, New);
        keeper.Use(Old);
        await keeper.LookAsync(Cancellation);

        (await ListAsync()).ShouldBe(["/new", "/old"]);
    }

    [Fact]
    public async Task What_a_server_uses_is_kept_also_if_the_database_has_not_heard_of_it_for_long()
    {
        await using var keeper = await UsingAsync(Old);

        _uses.Hides = true;
        await keeper.LookAsync(Cancellation);

        (await ListAsync()).ShouldBe(["/old"]);
    }

    [Fact]
    public async Task What_is_not_unique_yet_is_told_and_one_that_fails_holds_up_no_other()
    {
        var both = BundleTexts.Compile(("schemas/orders.json", """{"x-unique":["/old","/new"]}"""));
        await using var keeper = await UsingAsync(both);
        foreach (var path in new[] { "/old", "/new" })
            (await Declarer.DropAsync(Unique.Of("orders", path), Cancellation)).ShouldBeTrue();

        IReadOnlyList<ActivationFault> toldMeanwhile = [];
        _beforeRead = () =>
        {
            toldMeanwhile = keeper.Faults;
            _beforeRead = () => Task.CompletedTask;
            throw new NotSupportedException("Nobody thought of it.");
        };
        await keeper.LookAsync(Cancellation);

        toldMeanwhile.Count.ShouldBe(2);
        toldMeanwhile.ShouldAllBe(fault => fault.Summary.Contains("is not unique at the moment", StringComparison.Ordinal));
        keeper.Faults.ShouldHaveSingleItem().Summary.ShouldContain("the log says why");
        (await Declarer.ListAsync(Cancellation)).Count(one => one.IsEnforced).ShouldBe(1);

        // Held back, it is told all the same; then it is tried again.
        await keeper.LookAsync(Cancellation);
        keeper.Faults.ShouldHaveSingleItem().Summary.ShouldContain("the log says why");
        _clock.Advance(ActivationLimits.RefusalPause);
        await keeper.LookAsync(Cancellation);
        keeper.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_says_what_it_uses_also_while_it_builds()
    {
        await using var keeper = await UsingAsync(Old);
        await Journal.Bundles.StoreAsync(New.Digest!, New.Files!.Content, Cancellation);
        keeper.Start(Supervisor.OnThreadPool(NullLogger.Instance));

        var (arrived, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        _beforeRead = () =>
        {
            arrived.TrySetResult();
            return open.Task;
        };
        var declaring = keeper.DeclareAsync(New, Cancellation);
        await Eventually.EndsAsync(arrived.Task);

        var before = _uses.Count;
        await Eventually.HoldsAsync(() =>
        {
            _clock.Advance(ActivationLimits.UseInterval);
            return _uses.Count >= before + 3;
        });
        _uses.Last.ShouldBe([Old.Digest!, New.Digest!], ignoreOrder: true);

        open.SetResult();
        (await Eventually.EndsAsync(declaring)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_documents_share_is_looked_at_again_but_not_all_the_time()
    {
        await using var keeper = await UsingAsync(Old);
        (await Declarer.DropAsync(Unique.Of("orders", "/old"), Cancellation)).ShouldBeTrue();
        await AppendAsync("a", "b");

        await keeper.LookAsync(Cancellation);
        var fault = keeper.Faults.ShouldHaveSingleItem();
        fault.TextFor(Tenant).ShouldContain("a, b");
        fault.TextFor(Tenant.Trusted("other")).ShouldNotContain("a, b");

        var reads = 0;
        _beforeRead = () =>
        {
            reads++;
            return Task.CompletedTask;
        };
        await keeper.LookAsync(Cancellation);
        (reads, keeper.Faults.Count).ShouldBe((0, 1));

        _clock.Advance(ActivationLimits.RefusalPause);
        await keeper.LookAsync(Cancellation);
        reads.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task What_an_operator_declared_is_not_dropped_for_a_bundle()
    {
        var declaration = Unique.Of("orders", "/old");
        await Declarer.DeclareAsync(declaration, isOfBundle: true, progress: null, Cancellation);
        var stored = (await Journal.UniqueKeys.ListAsync(Cancellation)).ShouldHaveSingleItem();

        await Declarer.DeclareAsync(declaration, isOfBundle: false, progress: null, Cancellation);

        (await Journal.UniqueKeys.TryDropUnnamedAsync(stored, [], Cancellation)).ShouldBeFalse();
        (await Declarer.DropUnnamedAsync(declaration, [], Cancellation)).ShouldBeFalse();
        (await ListAsync()).ShouldBe(["/old"]);
    }

    private protected async Task<UniquenessKeeper> UsingAsync(Bundle bundle)
    {
        var keeper = NewKeeper();
        await DeclareAsync(keeper, bundle);
        keeper.Use(bundle);
        await keeper.LookAsync(Cancellation);
        return keeper;
    }

    private protected async Task<IEnumerable<string>> ListAsync() =>
        (await Declarer.ListAsync(Cancellation)).Select(one => one.Declaration.Paths.ShouldHaveSingleItem().ToString());

    UniquenessKeeper NewKeeper() => new(
        new(Journal.UniqueKeys, _watched!.Reader), _uses, _clock, NullLogger.Instance);

    async Task DeclareAsync(UniquenessKeeper keeper, Bundle bundle)
    {
        await Journal.Bundles.StoreAsync(bundle.Digest!, bundle.Files!.Content, Cancellation);
        (await keeper.DeclareAsync(bundle, Cancellation)).ShouldBeEmpty();
    }

    async Task AppendAsync(params string[] ids) => await Journal.AppendAsync(
        Tenant, [.. ids.Select(id => Unique.Create(new(Tenant, Type, AggregateId.Trusted(id)), """{"old":1}"""))],
        AppendFence.None, Cancellation);

    /// <summary>Hears which bundles a server says that it uses.</summary>
    sealed class SaidUses : IBundleStore
    {
        int _count;

        public IBundleStore? Inner { get; set; }

        public int Count => Volatile.Read(ref _count);

        public ImmutableArray<string> Last { get; private set; } = [];

        /// <summary>Whether no server is known to use anything, as after it has said nothing for long.</summary>
        public bool Hides { get; set; }

        public Task<ImmutableArray<string>> ListAsync(CancellationToken cancellation) =>
            throw new NotSupportedException();

        public async Task UseAsync(Guid server, ImmutableArray<string> digests, CancellationToken cancellation)
        {
            await Inner!.UseAsync(server, digests, cancellation);
            Last = digests;
            Interlocked.Increment(ref _count);
        }

        public Task StoreAsync(string digest, string content, CancellationToken cancellation) =>
            Inner!.StoreAsync(digest, content, cancellation);

        public Task<string?> FindAsync(string digest, CancellationToken cancellation) =>
            Inner!.FindAsync(digest, cancellation);

        public async Task<ImmutableArray<string>> ListUsedAsync(CancellationToken cancellation) =>
            Hides ? [] : await Inner!.ListUsedAsync(cancellation);
    }
}

public sealed class UniquenessKeeperTestsOnSqlite(SqliteBackend backend) : UniquenessKeeperTests(backend);

public sealed class UniquenessKeeperTestsOnPostgreSql(PostgresBackend backend) : UniquenessKeeperTests(backend)
{
    [Fact]
    public async Task A_bundle_that_a_server_began_to_use_meanwhile_keeps_what_it_may_name()
    {
        var declaration = Unique.Of("orders", "/new");
        await Unique.DeclarerOf(Journal).DeclareAsync(declaration, isOfBundle: true, progress: null, Cancellation);
        var known = await Journal.Bundles.ListUsedAsync(Cancellation);
        var server = Guid.NewGuid();

        await Journal.Bundles.UseAsync(server, ["sha256:another"], Cancellation);
        (await Unique.DeclarerOf(Journal).DropUnnamedAsync(declaration, known, Cancellation)).ShouldBeFalse();
        (await ListAsync()).ShouldBe(["/new"]);

        await Journal.Bundles.UseAsync(server, [], Cancellation);
        (await Unique.DeclarerOf(Journal).DropUnnamedAsync(declaration, known, Cancellation)).ShouldBeTrue();
        (await ListAsync()).ShouldBeEmpty();
    }
}
