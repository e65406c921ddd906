using System.Globalization;
using System.Runtime.Versioning;
using Patchlog.Server.Tests.Faults;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

/// <summary><c>patchlog backup</c>: a SQLite database is copied while a server has it.</summary>
public sealed class BackupVerbTests(SqliteBackend sqlite, PostgresBackend postgres) : IDisposable
{
    readonly ScratchFolder _folder = new();

    string File => _folder.File("backup.db");

    [Fact]
    public async Task What_was_acknowledged_before_is_in_the_backup_and_all_of_it_is_of_one_moment()
    {
        var database = await sqlite.CreateDatabaseAsync();
        await using var server = await ServerProcess.StartAsync(database);
        var ledger = new Ledger("t");
        await using var load = await Load.StartAsync(ledger, targets: 4, writers: 8, server.Address);

        for (var round = 1; round <= 3; round++)
        {
            await load.ReachesAsync(200 * round);
            var acknowledged = ledger.Acknowledged;
            var file = _folder.File($"{round}.db");

            var (exitCode, output, errors) = await PatchlogProgram.RunAsync(database, "backup", file);

            exitCode.ShouldBe(0, errors);
            output.ShouldStartWith($"{file}: ");
            (await EventsAsync($"sqlite://{file}")).ShouldBeGreaterThanOrEqualTo(acknowledged);
        }

        await load.StopAsync();
        await ledger.ShouldBeJournaledAsync(server.Address);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_backup_is_one_private_file_and_never_replaces_another()
    {
        var database = await sqlite.CreateDatabaseAsync();
        (await PatchlogProgram.RunAsync(database, "migrate")).ExitCode.ShouldBe(0);
        (await PatchlogProgram.RunAsync(database, "backup", File)).ExitCode.ShouldBe(0);

        Directory.GetFileSystemEntries(_folder.Path).ShouldBe([File]);
        System.IO.File.GetUnixFileMode(File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var before = await System.IO.File.ReadAllBytesAsync(File, TestContext.Current.CancellationToken);

        var (exitCode, _, errors) = await PatchlogProgram.RunAsync(database, "backup", File);

        exitCode.ShouldBe(1);
        errors.ShouldContain("exists already");
        (await System.IO.File.ReadAllBytesAsync(File, TestContext.Current.CancellationToken)).ShouldBe(before);
    }

    [Fact]
    public async Task Each_restore_of_a_backup_begins_an_epoch_of_its_own()
    {
        var database = await sqlite.CreateDatabaseAsync();
        (await PatchlogProgram.RunAsync(database, "migrate")).ExitCode.ShouldBe(0);
        List<string> epochs = [(await PatchlogProgram.RunAsync(database, "epoch")).Output];
        (await PatchlogProgram.RunAsync(database, "backup", File)).ExitCode.ShouldBe(0);

        foreach (var copy in (string[])["first.db", "second.db"])
        {
            System.IO.File.Copy(File, _folder.File(copy));
            epochs.Add((await PatchlogProgram.RunAsync($"sqlite://{_folder.File(copy)}", "epoch")).Output);
            (await PatchlogProgram.RunAsync($"sqlite://{_folder.File(copy)}", "epoch")).Output.ShouldBe(epochs[^1]);
        }

        epochs.ShouldBeUnique();
        epochs.Select(Guid.Parse).ShouldNotContain(Guid.Empty);
    }

    [Theory]
    [InlineData("sqlite::memory:", "in memory")]
    [InlineData("sqlite:///./missing.db", "There is no file")]
    [InlineData(null, "use pg_dump")]
    public async Task What_is_no_sqlite_file_is_refused(string? database, string why)
    {
        var (exitCode, _, errors) = await PatchlogProgram.RunAsync(
            database ?? await postgres.CreateDatabaseAsync(), "backup", File);

        exitCode.ShouldBe(1);
        errors.ShouldContain(why);
        Directory.GetFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_of_others_is_refused()
    {
        await System.IO.File.WriteAllTextAsync(
            _folder.File("text"), new string('x', 10_000), TestContext.Current.CancellationToken);

        var (exitCode, _, errors) = await PatchlogProgram.RunAsync($"sqlite://{_folder.File("text")}", "backup", File);

        exitCode.ShouldBe(1);
        errors.ShouldContain("is not a SQLite database");
        System.IO.File.Exists(File).ShouldBeFalse();
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>The events of a database of the tenant t in which nothing is damaged.</summary>
    static async Task<long> EventsAsync(string database)
    {
        var (exitCode, output, errors) = await PatchlogProgram.RunAsync(database, "verify");
        exitCode.ShouldBe(0, output + errors);

        return long.Parse(output.Split("t: head ")[1].Split('.')[0], CultureInfo.InvariantCulture);
    }
}
