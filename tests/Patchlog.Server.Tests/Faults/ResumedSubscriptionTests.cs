using System.Globalization;
using System.Text.Json;
using Npgsql;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>Subscribers follow what two servers write, whatever happens to connections, hints and transactions.</summary>
public sealed class ResumedSubscriptionTests(PostgresBackend postgres) : IAsyncLifetime
{
    const int Seed = 20_260;

    // Every commit of an event stops, all done and numbered, for as long as somebody has the lock 42 to himself.
    const string HoldCommits = """
        create function hold() returns trigger language plpgsql as
            $$ begin perform pg_advisory_xact_lock_shared(42); return null; end $$;
        create constraint trigger hold after insert on patchlog.events
            deferrable initially deferred for each row execute function hold()
        """;

    const string HeldCommits = """
        from pg_locks where locktype = 'advisory' and classid = 0 and objid = 42 and not granted
            and database = (select oid from pg_database where datname = current_database())
        """;

    const string Waiting = """
        select count(*) from pg_locks where locktype = 'advisory' and not granted
            and database = (select oid from pg_database where datname = current_database())
        """;

    const string Notifications =
        "from pg_stat_activity where application_name = 'patchlog-notifications' and datname = current_database()";

    // Only a server with subscribers does.
    const string IsListening = "query ilike 'listen%'";

    readonly Ledger _ledger = new("t");
    string _database = "";
    NpgsqlDataSource? _source;
    ServerProcess? _left;
    ServerProcess? _right;

    Uri Left => _left!.Address;

    Uri Right => _right!.Address;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _source = NpgsqlDataSource.Create(postgres.Cluster.ConnectionString(new Uri(_database).AbsolutePath[1..]));
        _left = await ServerProcess.StartAsync(_database);
        _right = await ServerProcess.StartAsync(_database);
    }

    public async ValueTask DisposeAsync()
    {
        if (_left is not null) await _left.DisposeAsync();
        if (_right is not null) await _right.DisposeAsync();
        if (_source is not null) await _source.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_resumes_after_every_cut_receives_the_journal_without_hole_or_repetition()
    {
        var random = new Random(Seed);
        await using var load = await Load.StartAsync(_ledger, targets: 4, writers: 16, Left, Right);
        // Over each wire, four follow the tenant, and one each of the aggregates.
        string?[] followed = [.. Enumerable.Repeat<string?>(null, 4), .. load.Targets];
        var followers = followed.SelectMany<string?, Follower>(target =>
        [
            new SocketFollower("t", target, random.Next(), Left, Right),
            new StreamFollower("t", target, random.Next(), Left, Right),
        ]).ToList();
        var following = followers.Select(follower => follower.FollowAsync()).ToList();
        try
        {
            for (var (cut, acknowledged) = (0, 0); cut < 200; cut++)
            {
                acknowledged = Math.Max(acknowledged, _ledger.Acknowledged - load.Targets.Count) + random.Next(1, 20);
                await load.ReachesAsync(acknowledged);
                followers[random.Next(followers.Count)].Cut();
            }
            await load.StopAsync();
            var journal = await ReadJournalAsync(Left);

            foreach (var (follower, task) in followers.Zip(following))
            {
                var wanted = journal
                    .Where(@event => follower.Target is null || @event.TextAt("targetId") == follower.Target).ToList();
                await follower.ShouldHaveReceivedAsync(wanted, task);
                follower.Resumptions.ShouldBeGreaterThan(1);
            }
            followers.Sum(follower => follower.Resumptions).ShouldBeGreaterThan(100);
            TestContext.Current.SendDiagnosticMessage(
                "{0} events, {1} resumptions, {2} of them after a checkpoint", journal.Count,
                followers.Sum(follower => follower.Resumptions), followers.Sum(follower => follower.AfterCheckpoint));
        }
        finally
        {
            foreach (var follower in followers) await follower.DisposeAsync();
        }
        await _ledger.ShouldBeJournaledAsync(Right);
    }

    [Fact]
    public async Task What_another_server_wrote_arrives_though_its_notifications_are_lost()
    {
        await using var network = TcpProxy.Start(postgres.Cluster.Port);
        await using var server = await ServerProcess.StartAsync(
            _database.Replace($":{postgres.Cluster.Port}/", $":{network.Port}/", StringComparison.Ordinal),
            ("LOG_LEVEL", "fatal"));
        await using var left = await SubscribeAsync(server.Address);
        (await new Api(server.Address, "/v1/default").Get("/orders")).ShouldBe(200);     // opens a connection for long reads

        for (var round = 1; round <= 3; round++)
        {
            await Eventually.HoldsAsync(async () => await CountAsync($"select count(*) {Notifications} and {IsListening}") == 1);
            // The connections that it has go on; it gets no new one, to listen again.
            network.IsRefusing = true;
            await CountAsync($"select count(pg_terminate_backend(pid)) {Notifications}");
            await Eventually.HoldsAsync(async () => await CountAsync($"select count(*) {Notifications} and {IsListening}") == 0);
            (await _ledger.ApiOf(Right).Post("/orders", $$"""{"id":"{{round}}"}""")).ShouldBe(201);

            var @event = (await left.NextAsync("events")).At("events").EnumerateArray().Single();
            @event.TextAt("targetId").ShouldBe(round.ToString(CultureInfo.InvariantCulture));
            network.IsRefusing = false;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_numbered_but_not_committed_holds_back_all_that_follows(bool isCommitted)
    {
        await RunAsync(HoldCommits);
        await using var left = await SubscribeAsync(Left);
        await using var right = await SubscribeAsync(Right);
        await using var connection = await _source!.OpenConnectionAsync(Cancellation);
        await using var holding = await connection.BeginTransactionAsync(Cancellation);
        await using (var hold = new NpgsqlCommand("select pg_advisory_xact_lock(42)", connection))
            await hold.ExecuteNonQueryAsync(Cancellation);

        var first = InsistAsync(Left, "first");
        await Eventually.HoldsAsync(async () => await CountAsync($"select count(*) {HeldCommits}") == 1);
        var second = InsistAsync(Right, "second");
        await Eventually.HoldsAsync(async () => await CountAsync(Waiting) == 2);
        await ShouldBeSilentAsync(left);
        await ShouldBeSilentAsync(right);
        if (!isCommitted)
            (await CountAsync($"select count(pg_terminate_backend(pid, 10000)) {HeldCommits}")).ShouldBe(1);
        await holding.RollbackAsync(Cancellation);
        await Task.WhenAll(first, second);

        var journal = await ReadJournalAsync(Left);
        journal.Select(@event => @event.TextAt("position")).ShouldBe(["1", "2"]);
        if (isCommitted) journal[0].TextAt("targetId").ShouldBe("first");
        foreach (var client in new[] { left, right })
        {
            (await EventsAsync(client, count: 2)).Select(@event => @event.TextAt("id"))
                .ShouldBe(journal.Select(@event => @event.TextAt("id")));
        }
    }

    [Fact]
    public async Task A_transaction_that_writes_in_another_database_of_the_cluster_holds_nothing_up()
    {
        var other = await postgres.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(
            postgres.Cluster.ConnectionString(new Uri(other).AbsolutePath[1..]));
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await using var open = await connection.BeginTransactionAsync(Cancellation);
        await using (var write = new NpgsqlCommand("create table written as select 1 as n", connection))
            await write.ExecuteNonQueryAsync(Cancellation);
        await using var left = await SubscribeAsync(Left);

        foreach (var (server, id) in new[] { (Left, "a"), (Right, "b"), (Left, "c") })
            (await _ledger.ApiOf(server).Post("/orders", $$"""{"id":"{{id}}"}""")).ShouldBe(201);

        (await EventsAsync(left, count: 3)).Select(@event => @event.TextAt("targetId")).ShouldBe(["a", "b", "c"]);
        await open.CommitAsync(Cancellation);
    }

    static async Task<WebSocketClient> SubscribeAsync(Uri server)
    {
        var client = await WebSocketClient.ConnectAsync(server);
        await client.SendAsync("""{"type":"subscribe","id":"s","tenant":"t","after":"start"}""");
        await client.NextAsync("caughtUp");
        return client;
    }

    static async Task<List<JsonElement>> EventsAsync(WebSocketClient client, int count)
    {
        List<JsonElement> events = [];
        while (events.Count < count)
            events.AddRange((await client.NextAsync("events")).At("events").EnumerateArray());
        return events;
    }

    /// <summary>Frames come in order: had there been another, it would come before the pong.</summary>
    static async Task ShouldBeSilentAsync(WebSocketClient client)
    {
        await client.SendAsync("""{"type":"ping","id":"p"}""");
        (await client.NextAsync()).TextAt("type").ShouldBe("pong");
    }

    /// <summary>Creates an aggregate, trying again under the same key while the server says that it may.</summary>
    async Task InsistAsync(Uri server, string id) => await Eventually.HoldsAsync(async () =>
    {
        var answer = await _ledger.ApiOf(server).Post("/orders", $$"""{"id":"{{id}}"}""").With("Idempotency-Key", id);
        if (answer.Status is not 503) answer.ShouldBe(201);
        return answer.Status == 201;
    });

    async Task<List<JsonElement>> ReadJournalAsync(Uri server)
    {
        List<JsonElement> events = [];
        var page = await _ledger.ApiOf(server).Get("/events?limit=1000");
        while (true)
        {
            events.AddRange(page.ShouldBe(200).Json.At("items").EnumerateArray());
            if (page.NextPage is not { } next) return events;
            page = await new Api(server).Get(next);
        }
    }

    async Task RunAsync(string sql)
    {
        await using var command = _source!.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    async Task<long> CountAsync(string sql)
    {
        await using var command = _source!.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
