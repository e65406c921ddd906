using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

/// <summary>Which file an address of SQLite means, and that it is made only by what writes into it.</summary>
public sealed class SqliteAddressTests : IDisposable
{
    readonly ScratchFolder _folder = new();

    [Theory]
    [InlineData("sqlite:my.db")]
    [InlineData("sqlite://my.db")]
    [InlineData("sqlite:///./my.db")]
    [InlineData("sqlite://FOLDER/my.db")]
    public async Task A_server_says_which_file_is_meant_by_its_whole_path(string address)
    {
        address = address.Replace("FOLDER", _folder.Path, StringComparison.Ordinal);
        await using var process = PatchlogProgram.Start(_folder.Path, address, [], ("LOG_LEVEL", "info"));

        await process.LineAsync(ServerProcess.Readiness);
        await Eventually.HoldsAsync(
            () => process.Errors.Contains($"The journal is in the file {_folder.File("my.db")}", StringComparison.Ordinal));

        File.Exists(_folder.File("my.db")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("rebuild")]
    [InlineData("epoch")]
    [InlineData("epoch --renew")]
    [InlineData("index list")]
    [InlineData("index drop orders /status")]
    [InlineData("unique list")]
    [InlineData("unique drop orders /number")]
    [InlineData("subscription list")]
    [InlineData("subscription drop t mailer")]
    [InlineData("explain some-id")]
    [InlineData("processes migrate fulfilment")]
    public async Task A_verb_that_needs_what_is_there_makes_no_file(string verb)
    {
        await using var process = PatchlogProgram.Start(
            _folder.Path, "sqlite:my.db", verb.Split(' '), ("ARTIFACTS_DIR", Repository.Path("examples/orders")));

        (await process.ExitCodeAsync()).ShouldBe(1);
        process.Errors.ShouldContain($"There is no database {_folder.File("my.db")}.");
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("index create orders /status")]
    [InlineData("unique declare orders /number")]
    public async Task A_verb_that_writes_makes_the_file(string verb)
    {
        await using var process = PatchlogProgram.Start(_folder.Path, "sqlite:my.db", verb.Split(' '));

        (await process.ExitCodeAsync()).ShouldBe(0);
        File.Exists(_folder.File("my.db")).ShouldBeTrue();
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
