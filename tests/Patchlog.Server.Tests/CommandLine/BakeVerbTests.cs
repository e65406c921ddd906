using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

/// <summary><c>patchlog bake</c>, and servers that start with what it wrote.</summary>
public sealed class BakeVerbTests : IAsyncLifetime
{
    readonly ScratchFolder _folder = new();
    readonly GitHubServer _gitHub = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    string Baked => _folder.File("baked");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _gitHub.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_baked_bundle_serves_without_a_network_call_and_names_its_commit()
    {
        var commit = _gitHub.Commit("v1", ("schemas/orders.json", """{"required":["a"]}"""), ("README.md", "x"));

        var (exitCode, output, errors) = await BakeAsync();

        exitCode.ShouldBe(0, errors);
        output.ShouldContain(commit);
        Files().ShouldBe(["bundle.lock.json", "schemas/orders.json"]);
        var locked = JsonDocument.Parse(await File.ReadAllBytesAsync($"{Baked}/bundle.lock.json", Cancellation)).RootElement;
        (locked.TextAt("repository"), locked.TextAt("ref"), locked.TextAt("commit"))
            .ShouldBe((GitHubServer.Repository, "v1", commit));
        locked.At("bakedAt").GetDateTimeOffset().Offset.ShouldBe(TimeSpan.Zero);

        await _gitHub.DisposeAsync();
        await using var server = await ServerProcess.StartAsync("sqlite::memory:", ("ARTIFACTS_DIR", Baked));
        var bundle = (await new Api(server.Address).Get("/v1/t/bundle")).Json;
        (bundle.TextAt("commit"), bundle.TextAt("digest")).ShouldBe((commit, locked.TextAt("digest")));
        (await new Api(server.Address).Post("/v1/t/orders", "{}")).ShouldBe(422);
    }

    [Fact]
    public async Task Artifacts_that_were_changed_after_they_were_baked_are_not_activated()
    {
        _gitHub.Commit("v1", ("schemas/orders.json", """{"required":["a"]}"""));
        await BakeAsync();
        await File.WriteAllTextAsync($"{Baked}/schemas/orders.json", "{}", Cancellation);

        await using var server = await ServerProcess.StartAsync("sqlite::memory:", ("ARTIFACTS_DIR", Baked), ("LOG_LEVEL", "fatal"));

        (await new Api(server.Address).Get("/readyz")).ShouldBeProblem(503, "unavailable")
            .TextAt("detail").ShouldNotBeNull().ShouldContain("they were changed since");
    }

    [Fact]
    public async Task What_was_baked_before_is_replaced_and_after_a_failure_it_is_still_there()
    {
        _gitHub.Commit("v1", ("schemas/a.json", "{}"), ("schemas/b.json", "{}"));
        await BakeAsync();
        _gitHub.Commit("v1", ("schemas/c.json", "{}"));
        (await BakeAsync()).ExitCode.ShouldBe(0);
        Files().ShouldBe(["bundle.lock.json", "schemas/c.json"]);

        _gitHub.Commit("v1", ("schemas/d.json", "{\n\"type\": 1}"));
        var (exitCode, _, errors) = await BakeAsync();

        exitCode.ShouldBe(1);
        errors.ShouldContain("schemas/d.json:2:1: ");
        Files().ShouldBe(["bundle.lock.json", "schemas/c.json"]);
        Directory.GetFileSystemEntries(_folder.Path).ShouldBe([Baked]);
    }

    [Fact]
    public async Task A_folder_with_anything_else_in_it_is_left_alone()
    {
        _gitHub.Commit("v1", ("schemas/a.json", "{}"));
        Directory.CreateDirectory(Baked);
        (await BakeAsync()).ExitCode.ShouldBe(0);

        await File.WriteAllTextAsync($"{Baked}/notes.txt", "mine", Cancellation);
        (await BakeAsync()).Errors.ShouldContain("notes.txt");
        File.Move($"{Baked}/bundle.lock.json", $"{Baked}/schemas/lock.json");
        File.Delete($"{Baked}/notes.txt");
        (await BakeAsync()).Errors.ShouldContain("no bundle was baked into it");

        Files().ShouldBe(["schemas/a.json", "schemas/lock.json"]);
    }

    [Fact]
    public async Task A_folder_can_be_baked_too()
    {
        var (exitCode, output, errors) = await BakeAsync(
            ("ARTIFACTS_GITHUB_REPO", null), ("ARTIFACTS_GITHUB_REF", null),
            ("ARTIFACTS_DIR", Repository.Path("examples/orders")));

        exitCode.ShouldBe(0, errors);
        output.ShouldContain("commit none");
        Files().ShouldContain("bundle.lock.json");
    }

    [Fact]
    public async Task Without_a_source_or_a_place_there_is_nothing_to_bake()
    {
        (await BakeAsync(("ARTIFACTS_GITHUB_REPO", null), ("ARTIFACTS_GITHUB_REF", null))).Errors
            .ShouldContain("set ARTIFACTS_GITHUB_REPO or ARTIFACTS_DIR");
        await File.WriteAllTextAsync(Baked, "", Cancellation);
        (await BakeAsync()).Errors.ShouldContain("is a file");
    }

    [Fact]
    public async Task A_source_that_is_away_or_refuses_is_told_and_nothing_is_written()
    {
        (await BakeAsync()).Errors.ShouldContain("has no repository acme/domain with v1 (404)");
        await _gitHub.DisposeAsync();
        var (exitCode, _, errors) = await BakeAsync();

        exitCode.ShouldBe(1);
        errors.ShouldContain("can't be reached");
        Directory.GetFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    IEnumerable<string> Files() => Directory.EnumerateFiles(Baked, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Baked, file)).Order(StringComparer.Ordinal);

    async Task<(int ExitCode, string Output, string Errors)> BakeAsync(params (string Name, string? Value)[] settings)
    {
        using var elsewhere = new ScratchFolder();
        await using var process = PatchlogProgram.Start(
            elsewhere.Path, databaseUrl: null, ["bake", "--out", Baked],
            [
                ("ARTIFACTS_GITHUB_REPO", GitHubServer.Repository), ("ARTIFACTS_GITHUB_REF", "v1"),
                ("GITHUB_API_URL", $"{_gitHub.ApiUrl}"), ("LOG_LEVEL", "error"), .. settings,
            ]);
        var exitCode = await process.ExitCodeAsync();
        return (exitCode, string.Join('\n', process.Output), process.Errors);
    }
}
