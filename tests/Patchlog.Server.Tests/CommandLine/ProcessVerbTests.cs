using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

/// <summary><c>patchlog processes migrate</c>.</summary>
public sealed class ProcessVerbTests(SqliteBackend sqlite, PostgresBackend postgres)
{
    const string Old =
        """
        {
          "id": "approval", "initial": "waiting", "context": {},
          "states": {
            "waiting": { "on": { "approve": "approved" } },
            "approved": { "type": "final" }
          }
        }
        """;

    const string New =
        """
        {
          "id": "approval", "initial": "open", "context": {},
          "states": {
            "open": { "on": { "grant": "approved" } },
            "approved": { "type": "final" }
          }
        }
        """;

    [Fact]
    public async Task On_postgresql_instances_are_moved_while_a_server_runs()
    {
        using var folder = new ScratchFolder();
        var database = await postgres.CreateDatabaseAsync();
        await using var server = await BundledServer.StartAsync(database, [("processes/approval.json", Old)]);
        foreach (var id in (string[])["a", "b"])
            (await server.Api.Post($"/processes/approval/{id}", """{"start":{}}""")).ShouldBe(201);

        (await MigrateAsync(database, folder, "--dry-run")).ShouldBe((2,
            """
            approval/a: processes/approval.json: The instance can't be moved to this definition of "approval": there is no state "waiting": say which one it is.
            approval/b: processes/approval.json: The instance can't be moved to this definition of "approval": there is no state "waiting": say which one it is.
            0 would be moved, 0 had the definition already, 2 can't be moved
            """));
        (await MigrateAsync(database, folder, "--state", "waiting=open", "--dry-run"))
            .ShouldBe((0, "2 would be moved, 0 had the definition already, 0 can't be moved"));
        (await MigrateAsync(database, folder, "--state", "waiting=open"))
            .ShouldBe((0, "2 moved, 0 had the definition already, 0 can't be moved"));
        (await MigrateAsync(database, folder, "--state", "waiting=open"))
            .ShouldBe((0, "0 moved, 2 had the definition already, 0 can't be moved"));

        // The server has the old bundle; the instance says which one it needs.
        var taken = (await server.Api.Post("/processes/approval/a", """{"event":"grant"}""")).ShouldBe(200);
        taken.Json.At("process/status").GetString().ShouldBe("done");
    }

    [Fact]
    public async Task On_sqlite_instances_are_moved_while_no_server_has_the_file()
    {
        using var folder = new ScratchFolder();
        var database = await sqlite.CreateDatabaseAsync();
        await using (var server = await BundledServer.StartAsync(database, [("processes/approval.json", Old)]))
        {
            await server.Api.Post("/processes/approval/a", """{"start":{}}""");
            (await MigrateAsync(database, folder, "--state", "waiting=open")).ExitCode.ShouldBe(1);
        }

        (await MigrateAsync(database, folder, "--state", "waiting=open"))
            .ShouldBe((0, "1 moved, 0 had the definition already, 0 can't be moved"));
    }

    [Theory]
    [InlineData("approval", "--state", "waiting")]
    [InlineData("approval", "--state", "waiting=")]
    [InlineData("approval", "--tenant", "no tenant")]
    [InlineData("nothing")]
    public async Task What_is_no_process_and_no_pair_is_refused(string process, params string[] rest)
    {
        using var folder = new ScratchFolder();
        var database = await sqlite.CreateDatabaseAsync();

        var (exitCode, output, errors) = await RunAsync(database, folder, [process, .. rest]);
        (exitCode, output).ShouldBe((1, ""));
        errors.ShouldStartWith("patchlog: ");
    }

    static async Task<(int ExitCode, string Output)> MigrateAsync(
        string database, ScratchFolder folder, params string[] arguments)
    {
        var (exitCode, output, _) = await RunAsync(database, folder, ["approval", "--tenant", "t", .. arguments]);
        return (exitCode, output);
    }

    static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string database, ScratchFolder folder, string[] arguments)
    {
        Directory.CreateDirectory(folder.File("processes"));
        await File.WriteAllTextAsync(folder.File("processes/approval.json"), New);
        await using var process = PatchlogProgram.Start(
            folder.Path, database, ["processes", "migrate", .. arguments],
            ("ARTIFACTS_DIR", folder.Path), ("LOG_LEVEL", "fatal"));
        var exitCode = await process.ExitCodeAsync();

        return (exitCode, string.Join('\n', process.Output), process.Errors);
    }
}
