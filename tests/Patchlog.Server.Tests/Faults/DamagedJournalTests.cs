using Microsoft.Data.Sqlite;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>
/// What clients get of a journal with a damaged event and a damaged document: all that comes before, a definite problem,
/// and everything else. Never broken JSON.
/// </summary>
public abstract class DamagedJournalTests(Backend backend) : IAsyncLifetime
{
    const int Damaged = 5;

    ServerProcess? _server;

    Uri Server => _server!.Address;

    Api Api => new(Server, "/v1/t");

    [Fact]
    public async Task A_feed_by_page_is_told_what_comes_before_and_then_the_problem()
    {
        var page = (await Api.Get("/events?limit=100")).ShouldBe(200).Json;
        page.GetProperty("items").GetArrayLength().ShouldBe(Damaged - 1);

        var problem = (await Api.Get($"/events?after={page.GetProperty("next").GetString()}"))
            .ShouldBeProblem(500, "journal-damaged");
        problem.GetProperty("detail").GetString().ShouldStartWith($"Event {Damaged} of tenant t (orders/d5, version 1)");
        problem.GetProperty("retryable").GetBoolean().ShouldBeFalse();

        (await Api.Get($"/events?after={Damaged}")).ShouldBe(200).Json.GetProperty("items").GetArrayLength().ShouldBe(5);
    }

    [Fact]
    public async Task A_stream_ends_with_the_problem_after_what_comes_before()
    {
        await using var stream = await EventStreamClient.OpenAsync(Server, "/v1/t/events?after=start");

        for (var position = 1; position < Damaged; position++)
            (await stream.NextAsync("message")).Data.GetProperty("position").GetString().ShouldBe($"{position}");
        var last = (await stream.NextAsync()).ShouldNotBeNull();
        last.Type.ShouldBe("problem");
        last.Id.ShouldBeNull("a browser comes back after the last event that it got");
        last.Data.GetProperty("code").GetString().ShouldBe("journal-damaged");

        (await stream.NextAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","name":"worker" """)]
    public async Task A_subscription_completes_with_the_problem_after_what_comes_before(string more)
    {
        await using var client = await WebSocketClient.ConnectAsync(Server);
        await client.SendAsync($$"""{"type":"subscribe","id":"s","tenant":"t","after":"start"{{more}}}""");

        for (var position = 1; position < Damaged;)
            position += (await client.NextAsync("events")).GetProperty("events").GetArrayLength();
        var problem = (await client.NextAsync("complete")).GetProperty("problem");

        problem.GetProperty("code").GetString().ShouldBe("journal-damaged");
        (await client.RequestAsync("""{"type":"ping","id":"p"}""")).GetProperty("type").GetString().ShouldBe("pong");
    }

    [Fact]
    public async Task A_damaged_document_can_be_neither_read_nor_changed_and_all_others_can()
    {
        (await Api.Get("/orders/d2")).ShouldBeProblem(500, "journal-damaged");
        (await Api.Patch("/orders/d2", """[{"op":"add","path":"/n","value":1}]"""))
            .ShouldBeProblem(500, "journal-damaged").GetProperty("applied").GetString().ShouldBe("no");
        (await Api.Get("/orders/d2/events")).ShouldBe(200);

        (await Api.Get("/orders/d3")).ShouldBe(200);
        (await Api.Get("/orders/d5")).ShouldBe(200);
        (await Api.Get("/orders/d5/events")).ShouldBeProblem(500, "journal-damaged");
        (await Api.Get("/orders")).ShouldBe(200).Json.GetProperty("items").GetArrayLength().ShouldBe(2);      // d1, d10
        (await new Api(Server, "/v1/other").Post("/orders", "{}")).ShouldBe(201);
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var database = await backend.CreateDatabaseAsync();
        await using (var first = await ServerProcess.StartAsync(database))
            for (var number = 1; number <= 2 * Damaged; number++)
                (await new Api(first.Address, "/v1/t").Put($"/orders/d{number}", """{"text":"whole"}""")).ShouldBe(201);

        await DamageAsync(database);
        _server = await ServerProcess.StartAsync(database);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Cuts the texts of an event and of a state in half, as a page that was written halfway does.</summary>
    protected abstract Task DamageAsync(string database);

    /// <summary>The statements for that.</summary>
    /// <param name="schema">What stands before the names of tables.</param>
    /// <param name="half">Half of a text.</param>
    protected static string Harm(string schema, string half) => $"""
        update {schema}events set body = {half} where tenant = 't' and position = {Damaged};
        update {schema}aggregates set body = {half} where tenant = 't' and target_id = 'd2';
        """;
}

public sealed class DamagedJournalTestsOnSqlite(SqliteBackend backend) : DamagedJournalTests(backend)
{
    /// <inheritdoc/>
    protected override async Task DamageAsync(string database)
    {
        await using var connection = new SqliteConnection(
            $"Data Source={database["sqlite://".Length..]};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Harm("", "'{\"text\":\"'");
        await command.ExecuteNonQueryAsync();
    }
}

public sealed class DamagedJournalTestsOnPostgreSql(PostgresBackend backend) : DamagedJournalTests(backend)
{
    readonly PostgresBackend _backend = backend;

    /// <inheritdoc/>
    protected override Task DamageAsync(string database) => _backend.Cluster.ExecuteAsync(
        database,
        "create cast (bytea as json) without function;" + Harm("patchlog.", "'\\x7b2274657874223a22'::bytea::json"));
}
