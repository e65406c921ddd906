using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

/// <summary>Settings and what a server says when it starts, or why it does not.</summary>
public sealed class ServeVerbTests(PostgresBackend postgres)
{
    [Fact]
    public async Task Without_settings_the_data_is_in_a_file_below_the_working_directory()
    {
        using var folder = new ScratchFolder();
        await using var process = PatchlogProgram.Start(folder.Path, databaseUrl: null, []);

        await process.LineAsync($"{ServerProcess.Readiness}http://127.0.0.1:");

        File.Exists(folder.File("data/patchlog.db")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_relative_path_is_relative_to_the_working_directory()
    {
        using var folder = new ScratchFolder();
        await using var process = PatchlogProgram.Start(folder.Path, "sqlite:///./my.db", []);

        await process.LineAsync(ServerProcess.Readiness);

        File.Exists(folder.File("my.db")).ShouldBeTrue();
    }

    [Fact]
    public async Task Settings_come_from_a_file_and_the_environment_wins()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder.File(".env"), """
            # Where the data is.
            DATABASE_URL=sqlite:///./from-file.db
            PORT="1"
            """, TestContext.Current.CancellationToken);
        await using var process = PatchlogProgram.Start(folder.Path, databaseUrl: null, [], ("PORT", "0"));

        await process.LineAsync(ServerProcess.Readiness);

        File.Exists(folder.File("from-file.db")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("trace")]
    [InlineData("debug")]
    [InlineData("info")]
    [InlineData("warn")]
    [InlineData("error")]
    [InlineData("fatal")]
    [InlineData("Information")]
    [InlineData("Critical")]
    public async Task It_says_that_it_is_ready_whatever_the_log_level(string level)
    {
        await using var server = await ServerProcess.StartAsync("sqlite::memory:", ("LOG_LEVEL", level));

        (await new Api(server.Address).Get("/readyz")).ShouldBe(200);
    }

    [Theory]
    [InlineData("DATABASE_URL", "mysql://localhost/db")]
    [InlineData("DATABASE_URL", "nonsense")]
    [InlineData("PORT", "http")]
    [InlineData("PORT", "65536")]
    [InlineData("LOG_LEVEL", "loud")]
    public async Task A_setting_that_makes_no_sense_is_named_and_stops_it(string name, string value)
    {
        using var folder = new ScratchFolder();
        await using var process = PatchlogProgram.Start(folder.Path, "sqlite::memory:", [], (name, value));

        (await process.ExitCodeAsync()).ShouldNotBe(0);
        process.Errors.ShouldContain(name);
    }

    [Fact]
    public async Task A_password_is_never_shown()
    {
        using var folder = new ScratchFolder();
        await using var process = PatchlogProgram.Start(
            folder.Path, "postgres://user:verysecret@127.0.0.1:1/db", ["migrate"], ("LOG_LEVEL", "trace"));

        (await process.ExitCodeAsync()).ShouldNotBe(0);
        process.Errors.ShouldContain("127.0.0.1");
        process.Errors.ShouldNotContain("verysecret");
    }

    [Fact]
    public async Task An_unknown_verb_is_refused()
    {
        (await PatchlogProgram.RunAsync("sqlite::memory:", "sevre")).ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        await using var first = await ServerProcess.StartAsync("sqlite::memory:");
        using var folder = new ScratchFolder();
        var port = $"{first.Address.Port}";
        await using var second = PatchlogProgram.Start(folder.Path, "sqlite::memory:", [], ("PORT", port));

        (await second.ExitCodeAsync()).ShouldNotBe(0);
        second.Errors.ShouldContain(port);
    }

    [Fact]
    public async Task A_host_that_is_no_address_of_the_machine_is_named()
    {
        using var folder = new ScratchFolder();

        // RFC 5737: nobody has it.
        await using var process = PatchlogProgram.Start(folder.Path, "sqlite::memory:", [], ("HOST", "192.0.2.1"));

        (await process.ExitCodeAsync()).ShouldBe(1);
        process.Errors.ShouldContain("HOST is 192.0.2.1, which is no address of this machine");
    }

    [Fact]
    public async Task A_second_server_on_one_file_is_refused_with_a_reason()
    {
        using var folder = new ScratchFolder();
        var database = $"sqlite://{folder.File("shared.db")}";
        await using var first = await ServerProcess.StartAsync(database);
        await using var second = PatchlogProgram.Start(folder.Path, database, []);

        (await second.ExitCodeAsync()).ShouldNotBe(0);
        second.Errors.ShouldContain("shared.db");
        (await new Api(first.Address).Post("/v1/t/orders", "{}")).ShouldBe(201);
    }

    [Fact]
    public async Task The_file_is_free_again_after_a_crash()
    {
        using var folder = new ScratchFolder();
        var database = $"sqlite://{folder.File("shared.db")}";
        await using (var first = await ServerProcess.StartAsync(database))
            await first.KillAsync();

        await using var second = await ServerProcess.StartAsync(database);

        (await new Api(second.Address).Post("/v1/t/orders", "{}")).ShouldBe(201);
    }

    [Fact]
    public async Task A_database_in_memory_is_one_database_with_a_warning_that_nothing_lasts()
    {
        await using var server = await ServerProcess.StartAsync("sqlite::memory:", ("LOG_LEVEL", "warn"));
        var api = new Api(server.Address, "/v1/t");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(id => api.Put($"/orders/{id}", "{}").SendAsync()));

        (await api.Get("/orders")).Json.At("items").GetArrayLength().ShouldBe(20);
        await Eventually.HoldsAsync(() => server.Errors.Contains("memory", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_warns_when_the_database_does_not_keep_what_it_acknowledges()
    {
        await using var careless = await PostgresCluster.StartAsync("fsync=off", "full_page_writes=off");
        await using var server = await ServerProcess.StartAsync(
            await careless.CreateDatabaseAsync(), ("LOG_LEVEL", "warn"));

        foreach (var setting in (string[])["fsync", "full_page_writes"])
            await Eventually.HoldsAsync(() => server.Errors.Contains(setting, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_does_not_warn_about_a_database_that_keeps_everything()
    {
        await using var server = await ServerProcess.StartAsync(
            await postgres.CreateDatabaseAsync(), ("LOG_LEVEL", "warn"));

        server.Errors.ShouldBeEmpty();
    }
}
