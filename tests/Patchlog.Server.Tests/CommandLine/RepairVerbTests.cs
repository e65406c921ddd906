using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

public abstract class RepairVerbTests(Backend backend)
{
    [Theory]
    [InlineData("verify")]
    [InlineData("rebuild")]
    public async Task The_state_is_the_fold_of_the_journal(string verb)
    {
        var database = await CreateHistoryAsync();

        var (exitCode, output, errors) = await PatchlogProgram.RunAsync(database, verb);

        exitCode.ShouldBe(0, output + errors);
        await using var server = await ServerProcess.StartAsync(database);
        var api = new Api(server.Address, "/v1/t");
        (await api.Get("/orders/a")).ShouldBeJson("""{"id":"a","n":1E400,"total":300}""").Version.ShouldBe(300);
        (await api.Get("/orders/b")).ShouldBeProblem(410, "deleted");
        (await api.Get("/orders/a?version=150")).ShouldBeJson("""{"id":"a","n":1E400,"total":150}""");
    }

    [Fact]
    public async Task A_database_can_be_migrated_ahead_of_the_server_and_again()
    {
        var database = await backend.CreateDatabaseAsync();

        (await PatchlogProgram.RunAsync(database, "migrate")).ExitCode.ShouldBe(0);
        (await PatchlogProgram.RunAsync(database, "migrate")).ExitCode.ShouldBe(0);

        await using var server = await ServerProcess.StartAsync(database);
        (await new Api(server.Address).Post("/v1/t/orders", "{}")).ShouldBe(201);
    }

    [Fact]
    public async Task An_asked_server_ends_in_order_and_keeps_everything()
    {
        var database = await CreateHistoryAsync();

        await using var server = await ServerProcess.StartAsync(database);

        (await new Api(server.Address).Get("/v1/t/orders/a")).Version.ShouldBe(300);
        (await server.TerminateAsync()).ShouldBe(0);
    }

    /// <summary>A database with an aggregate of 300 versions and a deleted one, its server stopped in order.</summary>
    async Task<string> CreateHistoryAsync()
    {
        var database = await backend.CreateDatabaseAsync();
        await using var server = await ServerProcess.StartAsync(database);
        await using var client = await WebSocketClient.ConnectAsync(server.Address);
        var command = new Envelopes("t");

        await client.RequestAsync(Frames.Command("a", command.Create("""{"id":"a","n":1E400,"total":1}""")));
        await client.RequestAsync(Frames.Command("b", command.Create("""{"id":"b"}""")));
        await client.RequestAsync(Frames.Command("delete", command.Delete("b")));
        await Task.WhenAll(Enumerable.Range(2, 299).Select(total => client.RequestAsync(
            Frames.Command($"{total}", command.Patch("a", $$"""{"total":{{total}}}""")))));

        (await server.TerminateAsync()).ShouldBe(0);
        return database;
    }
}

public sealed class RepairVerbTestsOnSqlite(SqliteBackend backend) : RepairVerbTests(backend)
{
    [Theory]
    [InlineData("verify")]
    [InlineData("rebuild")]
    public async Task A_file_that_is_not_there_is_no_empty_journal(string verb)
    {
        using var folder = new ScratchFolder();
        var file = folder.File("slip.db");

        var (exitCode, _, errors) = await PatchlogProgram.RunAsync($"sqlite://{file}", verb);

        exitCode.ShouldBe(1);
        errors.ShouldContain(file);
        File.Exists(file).ShouldBeFalse();
    }
}

public sealed class RepairVerbTestsOnPostgreSql(PostgresBackend backend) : RepairVerbTests(backend);
