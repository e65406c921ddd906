using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Following;
using Patchlog.Journal;
using Patchlog.Publishing;
using Patchlog.Searching;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>
/// A damaged row is a definite problem of those who need it: what comes before it is read, and whoever needs other rows
/// hears nothing of it.
/// </summary>
public abstract class DamagedJournalTests(Backend backend) : IAsyncLifetime
{
    const int Events = 30;
    const int Damaged = 20;

    static readonly Tenant Tenant = Patchlog.Tenant.Trusted("default");
    static readonly AggregateKey Key = Of("a");

    readonly Logged _log = new();
    DatabaseAddress _database = new DatabaseAddress.SqliteMemory();
    DocumentStore? _store;

    DocumentStore Store => _store.ShouldNotBeNull();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What an event of a patch can become, in which column.</summary>
    public static TheoryData<string, string> Harm => new()
    {
        { "body", Json("[{\"op\":\"replace\"") },
        { "body", Json("[]]") },
        { "body", Json("[\"\n\"]") },
        { "body", "json:5B22FF225D" },
        { "body", Json("{}") },
        { "body", "null" },
        { "context", Json("[1]") },
        { "context", Json("{\"a\":") },
        { "data", "json:FF" },
        { "type", "'pach'" },
        { "type", "'delete'" },
        { "name", "null" },
        { "name", "text:FF" },
        { "body", Json("[\n]") },
        { "version", "0" },
        { "version", "-3" },
    };

    [Theory, MemberData(nameof(Harm))]
    public async Task A_feed_page_ends_before_a_damaged_event_and_the_page_that_begins_there_is_the_problem(
        string column, string value)
    {
        await DamageEventAsync(column, value);

        using (var page = await ReadAsync(after: 0))
            (page.Items.Length, page.Through).ShouldBe((Damaged - 1, new(Damaged - 1)));

        var damage = await Should.ThrowAsync<JournalDamagedException>(() => ReadAsync(after: Damaged - 1));
        damage.Problem.Code.ShouldBe(ProblemCode.JournalDamaged);
        damage.Problem.IsRetryable.ShouldBeFalse();
        damage.Problem.Detail.ShouldContain($"Event {Damaged} of tenant default (orders/a, version ");

        using (var page = await ReadAsync(after: Damaged))
            page.Items.Length.ShouldBe(Events - Damaged);
    }

    [Fact]
    public async Task A_feed_page_ends_before_an_event_that_is_missing()
    {
        await backend.ExecuteAsync($"delete from events where position = {Damaged}", _database);

        using (var page = await ReadAsync(after: 0))
            page.Through.ShouldBe(new(Damaged - 1));

        (await Should.ThrowAsync<JournalDamagedException>(() => ReadAsync(after: Damaged - 1)))
            .Message.ShouldContain($"Event {Damaged} of tenant default is damaged: it is missing");
    }

    [Fact]
    public async Task A_damaged_event_of_another_type_is_not_the_affair_of_who_follows_a_type()
    {
        await Store.SubmitAsync(Sample.Create("b"), Cancellation);
        await DamageEventAsync("body", Json("{\"op"));

        var read = await Store.Feed.ReadAsync(
            Tenant, new(TargetName.Trusted("invoices")), FeedStart.Start, 100, Cancellation);

        read.TryGet(out var found, out _).ShouldBeTrue();
        using (found.Page)
            found.Page.Through.ShouldBe(found.Head);
    }

    [Theory]
    [InlineData("body", "json:5B22FF225D")]
    [InlineData("name", "null")]
    public async Task A_reader_that_follows_is_told_all_that_comes_before_and_then_the_problem(
        string column, string value)
    {
        await DamageEventAsync(column, value);
        var opened = await Store.Feed.OpenAsync(Tenant, FeedFilter.All, FeedStart.Start, Cancellation);
        opened.TryGet(out var reader, out _).ShouldBeTrue();

        var told = 0;
        using (reader)
            await Should.ThrowAsync<JournalDamagedException>(async () =>
            {
                while (true)
                {
                    await reader!.WaitAsync(Cancellation);
                    if (await reader.NextAsync(4, Cancellation) is FeedMessage.Events { Page: var page })
                        using (page)
                            told += page.Items.Length;
                }
            });

        told.ShouldBe(Damaged - 1);
        reader!.Position.ShouldBe(new(Damaged - 1));
    }

    [Theory]
    [InlineData("body", "json:5B22FF225D")]
    [InlineData("body", "json:7B7D")]
    [InlineData("type", "'pach'")]
    [InlineData("name", "null")]
    public async Task History_ends_before_a_damaged_event_and_what_needs_the_event_is_refused(
        string column, string value)
    {
        await DamageEventAsync(column, value);

        var before = await Store.Documents.ReadHistoryAsync(Key, Version.None, 100, Cancellation);
        (before.Items.Length, before.HasMore).ShouldBe((Damaged - 1, true));
        await ShouldBeDamagedAsync(Store.Documents.ReadHistoryAsync(Key, new(Damaged - 1), 100, Cancellation));
        (await Store.Documents.ReadHistoryAsync(Key, new(Damaged), 100, Cancellation)).Items.Length
            .ShouldBe(Events - Damaged);

        await ShouldBeDamagedAsync(Store.Documents.GetAsync(Key, new Version(Damaged + 1), Cancellation));
        await ShouldBeDamagedAsync(Store.Documents.DiffAsync(Key, new(1), new(Damaged), Cancellation));
        (await Store.Documents.GetAsync(Key, new Version(Damaged - 1), Cancellation)).ShouldNotBeNull();
        (await Store.Documents.GetAsync(Key)).Version.ShouldBe(new(Events));
        await ShouldBeDamagedAsync(Store.Documents.FindCommandAsync(Tenant, Command(Damaged), Cancellation));
        (await Store.Documents.FindCommandAsync(Tenant, Command(1), Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_version_whose_events_are_missing_is_refused_as_damage()
    {
        await backend.ExecuteAsync($"delete from events where position = {Damaged}", _database);

        await ShouldBeDamagedAsync(Store.Documents.GetAsync(Key, new Version(Damaged + 1), Cancellation));
    }

    [Theory]
    [InlineData("body", "json:7B22")]
    [InlineData("body", "json:7BFF7D")]
    [InlineData("body", "json:5B5D")]
    [InlineData("version", "0")]
    [InlineData("version", "null")]
    public async Task A_damaged_state_fails_its_own_readers_and_writers_and_nobody_who_is_asked_for_with_it(
        string column, string value)
    {
        for (var i = 0; i < 5; i++)
            await RunAsync(Sample.Create($"b{i}"));
        await ReopenAsync();
        await DamageStateAsync("a", column, value);

        // All at once: they share their queries.
        var reads = Enumerable.Range(0, 5).Select(i => Store.Documents.GetAsync(Of($"b{i}"))).ToList();
        var damaged = Enumerable.Range(0, 5).Select(_ => Store.Documents.GetAsync(Key)).ToList();
        foreach (var read in damaged)
            (await ShouldBeDamagedAsync(read)).Detail.ShouldContain("The current state of orders/a of tenant default");
        foreach (var state in await Task.WhenAll(reads))
            state.Version.ShouldBe(new(1));

        foreach (var command in (Command[])[Sample.Patch("a", """{"n":1}"""), Sample.Create("a")])
        {
            var problem = (await RunAsync(command)).ShouldBeOfType<Outcome.Failure>().Problem;
            (problem.Code, problem.Applied).ShouldBe((ProblemCode.JournalDamaged, Applied.No));
        }

        (await Store.FindHeadAsync(Tenant, Cancellation)).ShouldBe(new(Events + 5));
        _log.Lines.Count(line => line.Contains("orders/a", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_query_ends_before_a_damaged_state_and_the_page_that_begins_there_is_the_problem()
    {
        foreach (var id in (string[])["b", "c", "d"])
            await RunAsync(Sample.Create(id));
        await DamageStateAsync("c", "body", "json:7B22");
        var query = new Query(Tenant, TargetName.Trusted("orders"));

        var page = await Store.Collections.FindAsync(query, null, 100, Cancellation);
        page.Items.Select(item => item.Id.Value).ShouldBe(["a", "b"]);
        await ShouldBeDamagedAsync(Store.Collections.FindAsync(query, page.Next.ShouldNotBeNull(), 100, Cancellation));
    }

    [Fact]
    public async Task A_damaged_snapshot_is_named()
    {
        for (var i = Events; i <= JournalLimits.SnapshotSpacing; i++)
            await RunAsync(Sample.Log("a", $"{i}"));
        await Damage.SetAsync(backend, _database, "snapshots", "body", "json:7B22", "target_id = 'a'");

        (await ShouldBeDamagedAsync(Store.Documents.GetAsync(Key, new Version(JournalLimits.SnapshotSpacing), Cancellation))).Detail
            .ShouldContain($"The snapshot of orders/a of tenant default at version {JournalLimits.SnapshotSpacing} is damaged");
    }

    [Fact]
    public async Task Verify_counts_a_damaged_state_and_a_rebuild_mends_it()
    {
        await RunAsync(Sample.Create("b"));
        await DamageStateAsync("a", "body", "json:7B22");

        var report = await Store.Maintenance.VerifyAsync(Tenant, null, null, Cancellation);
        report.Damage.ShouldBeEmpty();
        report.Differences.ShouldHaveSingleItem().ShouldStartWith("orders/a: ");

        await Store.Maintenance.RebuildAsync(Tenant, isForced: false, null, Cancellation);
        (await Store.Documents.GetAsync(Key)).Version.ShouldBe(new(Events));
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _database = await backend.CreateDatabaseAsync();
        await ReopenAsync();
        await RunAsync(Sample.Create("a", """{"log":[]}""", id: "command1"));
        for (var version = 2; version <= Events; version++)
            await RunAsync(Sample.Log("a", $"{version}", id: $"command{version}"));

        await Damage.PrepareAsync(backend, _database);
        await ReopenAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    static AggregateKey Of(string id) => new(Tenant, TargetName.Trusted("orders"), AggregateId.Trusted(id));

    static CommandId Command(int version) => CommandId.Trusted($"command{version}");

    static string Json(string text) => $"json:{Convert.ToHexString(Encoding.UTF8.GetBytes(text))}";

    static async Task<Problem> ShouldBeDamagedAsync(Task read) =>
        (await Should.ThrowAsync<JournalDamagedException>(read)).Problem;

    Task DamageEventAsync(string column, string value) =>
        Damage.SetAsync(backend, _database, "events", column, value, $"position = {Damaged}");

    Task DamageStateAsync(string id, string column, string value) =>
        Damage.SetAsync(backend, _database, "aggregates", column, value, $"target_id = '{id}'");

    async Task<FeedPage> ReadAsync(long after)
    {
        var read = await Store.Feed.ReadAsync(Tenant, FeedFilter.All, new(new Position(after)), 100, Cancellation);

        return read.TryGet(out var found, out _) ? found.Page : throw new InvalidOperationException("beyond the head");
    }

    async Task<Outcome> RunAsync(Command command) => await await Store.SubmitAsync(command, Cancellation);

    // A store that has nothing in memory.
    async Task ReopenAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();

        _store = await DocumentStore.OpenAsync(_database, new(), TimeProvider.System, _log, Cancellation);
    }

    /// <summary>What the damage log of a store was told.</summary>
    sealed class Logged : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) =>
            categoryName == "Patchlog.Journal" ? this : NullLogger.Instance;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Lines.Enqueue(formatter(state, exception));

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}

public sealed class DamagedJournalTestsOnSqlite(SqliteBackend backend) : DamagedJournalTests(backend);

public sealed class DamagedJournalTestsOnPostgreSql(PostgresBackend backend) : DamagedJournalTests(backend);
