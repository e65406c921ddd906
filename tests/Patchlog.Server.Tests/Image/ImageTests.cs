using System.Runtime.Versioning;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Image;

/// <summary>
/// The Dockerfile, without a container engine: each of its steps is a script, and the scripts are run in its order in a
/// clean folder.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class ImageTests
{
    static readonly string[] Dockerfile = File.ReadAllLines(Repository.Path("Dockerfile"));

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_step_is_a_script_and_every_script_is_a_step()
    {
        Steps("RUN").ShouldBe(
        [
            "scripts/image/publish.sh /app", "scripts/image/bake.sh /app /bundle", "scripts/image/data.sh /data",
        ]);
        Steps("ENTRYPOINT").ShouldBe(["[\"scripts/image/start.sh\", \"/app\", \"/bundle\"]"]);
        Steps("HEALTHCHECK").Single().ShouldEndWith("CMD [\"scripts/image/health.sh\"]");
        var scripts = Directory.GetFiles(Repository.Path("scripts/image"));
        foreach (var script in scripts)
        {
            File.GetUnixFileMode(script).ShouldBe(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute, script);
            Dockerfile.ShouldContain(line => line.Contains($"scripts/image/{Path.GetFileName(script)}", StringComparison.Ordinal), script);
        }
    }

    [Fact]
    public void The_image_runs_as_nobody_special_and_says_who_may_come_in()
    {
        Steps("USER").ShouldBe(["$APP_UID"]);
        Steps("ENV").ShouldBe(["HOST=0.0.0.0", "PORT=3000", "DATABASE_URL=sqlite:///data/patchlog.db"]);
        Steps("VOLUME").ShouldBe(["/data"]);
        Steps("FROM").ShouldBe(
            ["mcr.microsoft.com/dotnet/sdk:10.0 AS build", "build AS bundle", "mcr.microsoft.com/dotnet/aspnet:10.0"]);

        // A secret that is an argument of the build stays in the image's history.
        Steps("ARG").ShouldBe(
        [
            "ARTIFACTS_GITHUB_REPO=", "ARTIFACTS_GITHUB_REF=", "ARTIFACTS_GITHUB_PATH=", "GITHUB_API_URL=", "ARTIFACTS_DIR=",
        ]);
        var ports = File.ReadAllLines(Repository.Path("compose.yaml")).Where(line => line.Contains(":3000", StringComparison.Ordinal));
        ports.Single().Trim().ShouldBe("- \"127.0.0.1:3000:3000\"");
    }

    [Fact]
    public async Task The_steps_make_a_server_with_a_baked_bundle_that_needs_no_network()
    {
        using var root = new ScratchFolder();
        Copy(new(Repository.Path(".")), new(root.File("source")));
        await using var gitHub = new GitHubServer();
        var commit = gitHub.Commit("main", ("schemas/orders.json", """{"required":["a"]}"""));

        await RunAsync(root, "publish.sh", [root.File("app")]);
        await RunAsync(root, "bake.sh", [root.File("app"), root.File("bundle")],
            ("ARTIFACTS_GITHUB_REPO", GitHubServer.Repository), ("ARTIFACTS_GITHUB_REF", "main"),
            ("GITHUB_API_URL", $"{gitHub.ApiUrl}"));
        await RunAsync(root, "data.sh", [root.File("data")]);
        await gitHub.DisposeAsync();

        await using var server = Start(root, "start.sh", [root.File("app"), root.File("bundle")],
            ("HOST", "0.0.0.0"), ("PORT", "0"), ("DATABASE_URL", $"sqlite://{root.File("data/patchlog.db")}"),
            ("GITHUB_API_URL", $"{gitHub.ApiUrl}"));
        var line = await server.LineAsync(ServerProcess.Readiness);
        var address = new UriBuilder(line[ServerProcess.Readiness.Length..]) { Host = "127.0.0.1" }.Uri;

        await RunAsync(root, "health.sh", [], ("PORT", $"{address.Port}"));
        var api = new Api(address);
        (await api.Get("/v1/t/bundle")).Json.TextAt("commit").ShouldBe(commit);
        (await api.Post("/v1/t/orders", "{}")).ShouldBe(422);
        (await api.Post("/v1/t/orders", """{"a":1}""")).ShouldBe(201);
        File.Exists(root.File("data/patchlog.db")).ShouldBeTrue();
        (await server.TerminateAsync()).ShouldBe(0);

        await using var health = Start(root, "health.sh", [], ("PORT", $"{address.Port}"));
        (await health.ExitCodeAsync()).ShouldNotBe(0);
    }

    [Fact]
    public async Task Without_a_source_no_bundle_is_baked_and_none_is_started_with()
    {
        using var root = new ScratchFolder();
        var scripts = Repository.Path("scripts/image");
        Directory.CreateDirectory(root.File("app"));
        await File.WriteAllTextAsync(
            root.File("app/Patchlog.Server"), "#!/bin/sh\necho \"$1 ${ARTIFACTS_DIR:-none}\"\n", Cancellation);
        File.SetUnixFileMode(root.File("app/Patchlog.Server"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        await using var baking = Start(scripts, "bake.sh", [root.File("app"), root.File("bundle")]);
        (await baking.ExitCodeAsync()).ShouldBe(0);
        Directory.GetFileSystemEntries(root.File("bundle")).ShouldBeEmpty();

        await ShouldStartWithAsync("serve none");
        await File.WriteAllTextAsync(root.File("bundle/bundle.lock.json"), "{}", Cancellation);
        await ShouldStartWithAsync($"serve {root.File("bundle")}");
        await ShouldStartWithAsync("serve elsewhere", ("ARTIFACTS_DIR", "elsewhere"));
        await ShouldStartWithAsync("serve none", ("ARTIFACTS_GITHUB_REPO", "acme/domain"));

        async Task ShouldStartWithAsync(string expected, params (string Name, string? Value)[] settings)
        {
            await using var starting = Start(scripts, "start.sh", [root.File("app"), root.File("bundle")], settings);
            (await starting.ExitCodeAsync()).ShouldBe(0);
            starting.Output.ShouldBe([expected]);
        }
    }

    /// <summary>What follows an instruction of the Dockerfile, without its options.</summary>
    static IEnumerable<string> Steps(string instruction) => Dockerfile
        .Where(line => line.StartsWith($"{instruction} ", StringComparison.Ordinal))
        .Select(line => string.Join(' ', line.Split(' ').Skip(1).SkipWhile(
            word => word.StartsWith("--", StringComparison.Ordinal))));

    static async Task RunAsync(
        ScratchFolder root, string script, string[] arguments, params (string Name, string? Value)[] settings)
    {
        await using var step = Start(root, script, arguments, settings);
        (await step.ExitCodeAsync(() => Files(root).Count())).ShouldBe(0, $"{script}: {string.Join('\n', step.Output)}\n{step.Errors}");
    }

    static IEnumerable<string> Files(ScratchFolder root) => Directory.EnumerateFiles(
        root.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None });

    static ChildProcess Start(
        ScratchFolder root, string script, string[] arguments, params (string Name, string? Value)[] settings) =>
        Start(root.File("source/scripts/image"), script, arguments, settings);

    static ChildProcess Start(
        string folder, string script, string[] arguments, params (string Name, string? Value)[] settings)
    {
        var environment = new Dictionary<string, string?>
        {
            ["ARTIFACTS_DIR"] = null,
            ["ARTIFACTS_GITHUB_REPO"] = null,
            ["GITHUB_TOKEN"] = null,
            ["APP_UID"] = null,
        };
        foreach (var (name, value) in settings) environment[name] = value;

        return ChildProcess.Start(Path.Combine(folder, script), arguments, folder, environment);
    }

    /// <summary>Copies what a build context has: everything but what .dockerignore names.</summary>
    static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        var ignored = File.ReadAllLines(Repository.Path(".dockerignore"))
            .Where(line => line.StartsWith("**/", StringComparison.Ordinal)).Select(line => line[3..]).ToHashSet();
        to.Create();
        foreach (var file in from.GetFiles().Where(file => !ignored.Contains(file.Name)))
            file.CopyTo(Path.Combine(to.FullName, file.Name));
        foreach (var folder in from.GetDirectories().Where(folder => !ignored.Contains(folder.Name)))
            Copy(folder, new(Path.Combine(to.FullName, folder.Name)));
    }
}
