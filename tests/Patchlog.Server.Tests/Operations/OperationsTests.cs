using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Operations;

/// <summary>What <c>docs/operations.md</c> tells operators to do, done.</summary>
public sealed class OperationsTests(PostgresBackend postgres)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_block_of_the_page_is_run_here() =>
        Runbook.Names.ShouldBe(["backup", "restore", "pg-backup", "pg-restore", "migrate"]);

    [Fact]
    public async Task A_sqlite_database_goes_back_to_its_backup_and_positions_of_the_lost_future_are_refused()
    {
        using var book = new Runbook();
        string lost;
        await using (var server = await ServerProcess.StartAsync(book.Sqlite))
        {
            var api = new Api(server.Address, "/v1/t");
            (await api.Put("/orders/kept", "{}")).ShouldBe(201);
            await book.RunAsync("backup");
            (await api.Put("/orders/lost", "{}")).ShouldBe(201);
            lost = await CheckpointAsync(api);
            (await server.TerminateAsync()).ShouldBe(0);
        }

        (await book.RunAsync("restore")).ShouldContain("verify: 1 tenant, 1 aggregate, 1 event, 0 differences");

        await using var restored = await ServerProcess.StartAsync(book.Sqlite);
        await ShouldHaveForgottenAsync(new(restored.Address, "/v1/t"), lost);
    }

    [Fact]
    public async Task A_postgresql_database_goes_back_to_its_dump_and_positions_of_the_lost_future_are_refused()
    {
        using var book = new Runbook();
        var (database, copy) = (
            await postgres.Cluster.CreateDatabaseAsync(), await postgres.Cluster.CreateDatabaseAsync());
        string lost;
        await using (var server = await ServerProcess.StartAsync(PostgresCluster.WithPatience(database)))
        {
            var api = new Api(server.Address, "/v1/t");
            (await api.Put("/orders/kept", "{}")).ShouldBe(201);
            await book.RunAsync("pg-backup", ("PGURL", database));
            (await api.Put("/orders/lost", "{}")).ShouldBe(201);
            lost = await CheckpointAsync(api);
        }

        (await book.RunAsync("pg-restore", ("PGURL_RESTORED", copy)))
            .ShouldContain("verify: 1 tenant, 1 aggregate, 1 event, 0 differences");

        await using var restored = await ServerProcess.StartAsync(PostgresCluster.WithPatience(copy));
        await ShouldHaveForgottenAsync(new(restored.Address, "/v1/t"), lost);
    }

    [Fact]
    public async Task An_upgrade_stops_copies_migrates_and_starts()
    {
        using var book = new Runbook();
        await using (var server = await ServerProcess.StartAsync(book.Sqlite))
        {
            (await new Api(server.Address, "/v1/t").Put("/orders/kept", "{}")).ShouldBe(201);
            (await server.TerminateAsync()).ShouldBe(0);
        }

        await book.RunAsync("backup");
        (await book.RunAsync("migrate")).ShouldContain("is ready");

        await using var upgraded = await ServerProcess.StartAsync(book.Sqlite);
        (await new Api(upgraded.Address, "/v1/t").Get("/orders/kept")).ShouldBe(200);
    }

    [Fact]
    public async Task A_server_refuses_a_database_of_a_newer_version()
    {
        var database = await postgres.CreateDatabaseAsync();
        (await PatchlogProgram.RunAsync(database, "migrate")).ExitCode.ShouldBe(0);
        await postgres.Cluster.ExecuteAsync(
            database, "insert into patchlog.migrations (number, name) values (1000, '1000_later')");

        var (exitCode, _, errors) = await PatchlogProgram.RunAsync(database, "serve");

        exitCode.ShouldBe(1);
        errors.ShouldContain("a newer version of Patchlog wrote to it");
    }

    [Fact]
    public async Task Systemd_understands_the_unit()
    {
        const string analyzer = "/usr/bin/systemd-analyze";
        Assert.SkipUnless(File.Exists(analyzer), "There is no systemd here.");
        using var folder = new ScratchFolder();
        var unit = await File.ReadAllTextAsync(Repository.Path("deploy/patchlog.service"), Cancellation);
        await File.WriteAllTextAsync(
            folder.File("patchlog.service"), unit.Replace("/opt/patchlog/Patchlog.Server", PatchlogProgram.Path, StringComparison.Ordinal),
            Cancellation);

        await using var process = ChildProcess.Start(
            analyzer, ["verify", "--man=no", folder.File("patchlog.service")], folder.Path);

        (await process.ExitCodeAsync()).ShouldBe(0, process.Errors);
        process.Errors.ShouldBeEmpty();
    }

    static async Task<string> CheckpointAsync(Api api) =>
        (await api.Get("/events")).ShouldBe(200).Json.TextAt("checkpoint")!;

    /// <summary>The position exists again, and is that of another event.</summary>
    static async Task ShouldHaveForgottenAsync(Api api, string lost)
    {
        (await api.Get("/orders/kept")).ShouldBe(200);
        (await api.Get("/orders/lost")).ShouldBeProblem(404, "not-found");
        (await api.Put("/orders/other", "{}")).ShouldBe(201);
        (await api.Put("/orders/another", "{}")).ShouldBe(201);

        (await api.Get($"/events?after={lost}")).ShouldBeProblem(410, "epoch-changed");
    }
}
