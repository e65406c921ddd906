using Npgsql;
using Patchlog.Server.Tests.Contracts.Provoking;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Contracts;

/// <summary>
/// What every operation answers that is said to answer so when the database is away, when it goes away in the middle of a
/// commit, and when the server is full.
/// </summary>
public sealed class DocumentedFailureTests(PostgresBackend postgres) : IAsyncLifetime
{
    // Together more commands than may be under way.
    const int Clients = 64;
    const int CommandsOfAClient = 128;

    const string Waiting = "wait_event = 'advisory'";
    const string Running = "state = 'active' and query like '%patchlog.append%'";

    string _database = "";
    TcpProxy? _network;
    ServerProcess? _server;

    TcpProxy Network => _network!;

    Uri Server => _server!.Address;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_the_database_goes_away_nobody_claims_to_know_of_a_commit_and_the_rest_is_refused()
    {
        var scenes = new Dictionary<string, Scene>();
        foreach (var operation in DocumentedAnswers.OperationsWith("outcome-unknown"))
            scenes[operation] = await Scene.SetAsync(Server);
        await using var source = Source();
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await using var holding = await connection.BeginTransactionAsync(Cancellation);
        foreach (var scene in scenes.Values)
            await HoldAsync(connection, scene.Tenant);

        var unknown = ShouldAllAnswerAsync("outcome-unknown", operation => scenes[operation]);
        await Eventually.HoldsAsync(async () => await CountAsync(source, Waiting) == scenes.Count);
        Network.Blackhole = Direction.ToClient;
        await holding.CommitAsync(Cancellation);
        await Eventually.HoldsAsync(async () => await CountAsync(source, Running) == 0);
        Network.IsRefusing = true;
        Network.Cut();

        await Task.WhenAll(unknown, ShouldAllAnswerAsync("unavailable", _ => new Scene(Server, "t")));
    }

    [Fact]
    public async Task At_a_full_server_every_command_is_told_to_come_again()
    {
        await using var source = Source();
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await using var holding = await connection.BeginTransactionAsync(Cancellation);
        await HoldAsync(connection, "t");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var flood = Enumerable.Range(0, Clients).Select(_ => FloodAsync(ending.Token)).ToList();

        await ShouldAllAnswerAtLastAsync("too-many-requests", _ => new Scene(Server, "t"));

        await holding.CommitAsync(Cancellation);
        await ending.CancelAsync();
        await Task.WhenAll(flood);
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _network = TcpProxy.Start(postgres.Cluster.Port);
        _server = await ServerProcess.StartAsync(
            _database.Replace($":{postgres.Cluster.Port}/", $":{Network.Port}/", StringComparison.Ordinal),
            ("LOG_LEVEL", "fatal"));
        // Whoever waits for a tenant gives up after a while and comes again: here it is to stay.
        await using var source = Source();
        await using var patience = source.CreateCommand("alter function patchlog.append set lock_timeout = 0");
        await patience.ExecuteNonQueryAsync(Cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_network is not null) await _network.DisposeAsync();
    }

    static async Task ShouldAllAnswerAsync(string answer, Func<string, Scene> scene)
    {
        var elsewhere = Exercises.Elsewhere.Where(other => other.Answer == answer).Select(other => other.Operation);
        var operations = DocumentedAnswers.OperationsWith(answer).Except(elsewhere).ToList();
        var answers = await Task.WhenAll(Exercises.All
            .Where(exercise => operations.Contains(exercise.Operation))
            .Select(async exercise =>
                (exercise.Operation, Answer: DocumentedAnswers.NameOf(await exercise.Request(scene(exercise.Operation))))));

        answers.ShouldBe(operations.Select(operation => (operation, answer)), ignoreOrder: true);
    }

    /// <summary>
    /// The same, of requests that are sent again until they are answered so: the server is full most of the time.
    /// </summary>
    static async Task ShouldAllAnswerAtLastAsync(string answer, Func<string, Scene> scene)
    {
        var elsewhere = Exercises.Elsewhere.Where(other => other.Answer == answer).Select(other => other.Operation);
        var operations = DocumentedAnswers.OperationsWith(answer).Except(elsewhere).ToList();
        await Task.WhenAll(Exercises.All
            .Where(exercise => operations.Contains(exercise.Operation))
            .Select(exercise => Eventually.HoldsAsync(
                async () => DocumentedAnswers.NameOf(await exercise.Request(scene(exercise.Operation))) == answer,
                what: $"{exercise.Operation} is told {answer}")));
    }

    /// <summary>
    /// Brings commands in without pause, which stay until they have had their time, as their tenant is held.
    /// </summary>
    async Task FloodAsync(CancellationToken ending)
    {
        await using var client = await WebSocketClient.ConnectAsync(Server);
        while (!ending.IsCancellationRequested)
        {
            await client.SendAsync(
                Frames.Batch("b", Enumerable.Repeat(new Envelopes("t").Create("{}"), CommandsOfAClient / 2)));
            await client.SendAsync(
                Frames.Batch("c", Enumerable.Repeat(new Envelopes("t").Create("{}"), CommandsOfAClient / 2)));
            await client.NextAsync("batchAck");
            await client.NextAsync("batchAck");
        }
    }

    NpgsqlDataSource Source() =>
        NpgsqlDataSource.Create(postgres.Cluster.ConnectionString(new Uri(_database).AbsolutePath[1..]));

    // What patchlog.append takes for the tenant, so that its commits wait for this one.
    static async Task HoldAsync(NpgsqlConnection connection, string tenant)
    {
        await using var command = new NpgsqlCommand(
            $"select pg_advisory_xact_lock(hashtextextended('{tenant}', 7809632213926210407))", connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    static async Task<long> CountAsync(NpgsqlDataSource source, string condition)
    {
        await using var command = source.CreateCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
            + $"and {condition}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
