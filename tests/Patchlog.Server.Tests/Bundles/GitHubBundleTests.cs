using System.Security.Cryptography;
using System.Text;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Bundles;

/// <summary>A server whose bundle comes from a local server that speaks GitHub's REST, and the hook.</summary>
public sealed class GitHubBundleTests : IAsyncLifetime
{
    const string Token = "ghp_verysecrettoken", HookSecret = "verysecrethook";

    readonly ScratchFolder _folder = new();
    readonly GitHubServer _gitHub = new() { Token = Token };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _gitHub.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_push_is_heard_of_by_the_hook_and_its_schemas_judge_from_then_on()
    {
        var first = Commit("""{"required":["a"]}""");
        await using var server = await StartAsync();
        var api = new Api(server.Address);
        (await api.Get("/v1/t/bundle")).Json.TextAt("commit").ShouldBe(first);
        (await api.Post("/v1/t/orders", """{"b":1}""")).ShouldBe(422);

        var second = Commit("""{"required":["b"]}""");
        (await Signed(api, """{"ref":"refs/heads/main"}""", "push")).Status.ShouldBe(202);

        await Eventually.HoldsAsync(async () => (await api.Get("/v1/t/bundle")).Json.TextAt("commit") == second);
        (await api.Post("/v1/t/orders", """{"b":1}""")).ShouldBe(201);
    }

    [Fact]
    public async Task A_new_commit_is_found_by_polling()
    {
        Commit("{}");
        await using var server = await StartAsync(("ARTIFACTS_POLL_SECONDS", "1"));

        var second = Commit("""{"required":["b"]}""");

        await Eventually.HoldsAsync(
            async () => (await new Api(server.Address).Get("/v1/t/bundle")).Json.TextAt("commit") == second);
    }

    [Fact]
    public async Task A_broken_commit_keeps_the_good_bundle_and_is_shown_by_file_line_and_column()
    {
        var good = Commit("""{"required":["a"]}""");
        await using var server = await StartAsync();
        var api = new Api(server.Address);

        Commit("{\n  \"type\": 1 }");
        await Signed(api, "{}", "push");

        await Eventually.HoldsAsync(async () => (await api.Get("/readyz?verbose")).Text.Contains(
            "schemas/orders.json:2:3: ", StringComparison.Ordinal));
        (await api.Get("/v1/t/bundle")).Json.TextAt("commit").ShouldBe(good);
        (await api.Post("/v1/t/orders", """{"b":1}""")).ShouldBe(422);
    }

    [Fact]
    public async Task With_github_away_a_server_starts_with_the_copy_that_the_database_kept()
    {
        Commit("""{"required":["a"]}""");
        var database = $"sqlite://{_folder.File("orders.db")}";
        await using (var before = await StartOnAsync(database))
            (await new Api(before.Address).Get("/readyz")).ShouldBe(200);
        await _gitHub.DisposeAsync();

        await using var server = await StartOnAsync(database);

        var bundle = (await new Api(server.Address).Get("/v1/t/bundle")).Json;
        bundle.At("isStoredCopy").GetBoolean().ShouldBeTrue();
        bundle.At("faults/0").GetString().ShouldNotBeNull().ShouldContain("can't be reached");
        (await new Api(server.Address).Post("/v1/t/orders", """{"b":1}""")).ShouldBe(422);
    }

    [Fact]
    public async Task The_hook_takes_signed_calls_only_and_a_ping_or_a_replay_does_no_harm()
    {
        Commit("{}");
        await using var server = await StartAsync();
        var api = new Api(server.Address);
        var asked = _gitHub.ApiRequests.Count;

        (await Signed(api, "{}", "ping")).Status.ShouldBe(202);
        (await Signed(api, "{}", "issues")).Status.ShouldBe(202);
        (await Signed(api, $$"""{"commits":"{{new string('x', 4 << 20)}}"}""", "ping")).Status.ShouldBe(202);
        (await (Signed(api, "", "ping") with { Body = null, MediaType = null })).Status.ShouldBe(202);
        foreach (var signature in new[] { null, "", "sha256=", $"sha256={new string('0', 64)}", Sign("other"), $"{Sign("{}")}00" })
        {
            var call = api.Post("/hooks/github", "{}").With("X-GitHub-Event", "push");
            (await (signature is null ? call : call.With("X-Hub-Signature-256", signature)))
                .ShouldBeProblem(403, "forbidden");
        }

        (await Signed(api, new string('x', (25 << 20) + 1), "push")).ShouldBeProblem(413, "payload-too-large");
        _gitHub.ApiRequests.Count.ShouldBe(asked);

        for (var replay = 0; replay < 20; replay++)
            (await Signed(api, "{}", "push")).Status.ShouldBe(202);
        await Eventually.HoldsAsync(() => _gitHub.ApiRequests.Count > asked);
        _gitHub.ArchiveRequests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_secret_of_the_hook_that_was_renewed_counts_from_then_on()
    {
        Commit("{}");
        var file = _folder.File("hook");
        await File.WriteAllTextAsync(file, "another\n", TestContext.Current.CancellationToken);
        await using var server = await StartAsync(("GITHUB_WEBHOOK_SECRET", null), ("GITHUB_WEBHOOK_SECRET_FILE", file));
        var api = new Api(server.Address);
        (await Signed(api, "{}", "ping")).ShouldBe(403);
        await File.WriteAllTextAsync(file, "\n", TestContext.Current.CancellationToken);
        (await Signed(api, "{}", "ping", secret: "")).ShouldBe(403);

        await File.WriteAllTextAsync(file, $"{HookSecret}\n", TestContext.Current.CancellationToken);

        (await Signed(api, "{}", "ping")).Status.ShouldBe(202);
    }

    [Fact]
    public async Task Neither_log_nor_answers_have_a_secret_at_the_lowest_log_level()
    {
        Commit("{}");
        _gitHub.TroubleApi(new LocalAnswer(500, Token));
        await using var server = await StartAsync(("LOG_LEVEL", "trace"), ("ARTIFACTS_POLL_SECONDS", "1"));
        var api = new Api(server.Address);
        LocalAnswer[] troubles = [new(401, Token), new(404, Token), new(302, "", ("Location", $"ftp://{Token}@x/")), new(200, Token)];
        var answers = new StringBuilder();

        foreach (var trouble in troubles)
        {
            _gitHub.TroubleApi(trouble);
            await Eventually.HoldsAsync(async () =>
            {
                var shown = (await api.Get("/readyz?verbose")).Text;
                answers.Append(shown);
                return !_gitHub.HasTrouble && shown.Contains("\"faults\":[\"", StringComparison.Ordinal);
            });
        }

        await Signed(api, "{}", "push");
        foreach (var path in new[] { "/v1/t/bundle", "/openapi.json", "/healthz", "/readyz" })
            answers.Append((await api.Get(path)).Text);

        server.Errors.ShouldContain("GitHub");
        foreach (var secret in new[] { Token, HookSecret, "temporary" })
        {
            server.Errors.ShouldNotContain(secret);
            answers.ToString().ShouldNotContain(secret);
        }
    }

    [Theory]
    [InlineData("ARTIFACTS_GITHUB_REPO", "acme")]
    [InlineData("ARTIFACTS_GITHUB_REPO", "acme/../domain")]
    [InlineData("ARTIFACTS_GITHUB_REPO", "acme/..")]
    [InlineData("ARTIFACTS_GITHUB_REF", "../../user")]
    [InlineData("ARTIFACTS_GITHUB_REF", "main?x=1")]
    [InlineData("ARTIFACTS_GITHUB_PATH", "../schemas")]
    [InlineData("ARTIFACTS_GITHUB_PATH", "a//b")]
    [InlineData("ARTIFACTS_POLL_SECONDS", "-1")]
    [InlineData("ARTIFACTS_POLL_SECONDS", "often")]
    [InlineData("ARTIFACTS_POLL_SECONDS", "604801")]
    [InlineData("GITHUB_API_URL", "api.github.com")]
    [InlineData("GITHUB_API_URL", "ftp://127.0.0.1")]
    [InlineData("GITHUB_API_URL", "http://github.example.com/api/v3")]
    [InlineData("GITHUB_API_URL", "https://me:verysecret@github.example.com/api/v3")]
    [InlineData("GITHUB_TOKEN_FILE", "token")]
    [InlineData("GITHUB_WEBHOOK_SECRET_FILE", "secret")]
    [InlineData("ARTIFACTS_DIR", "folder")]
    public async Task A_setting_that_makes_no_sense_is_named_and_stops_it(string name, string value)
    {
        await using var process = PatchlogProgram.Start(_folder.Path, "sqlite::memory:", [], [.. Settings, (name, value)]);

        (await process.ExitCodeAsync()).ShouldBe(1);
        process.Errors.ShouldContain(name);
        process.Errors.ShouldNotContain("verysecret");
    }

    [Fact]
    public async Task A_setting_without_a_repository_is_noticed()
    {
        await using var process = PatchlogProgram.Start(
            _folder.Path, "sqlite::memory:", [], ("ARTIFACTS_GITHUB_REF", "main"), ("LOG_LEVEL", "error"));

        (await process.ExitCodeAsync()).ShouldBe(1);
        process.Errors.ShouldContain("ARTIFACTS_GITHUB_REF is set");
    }

    (string Name, string? Value)[] Settings =>
    [
        ("ARTIFACTS_GITHUB_REPO", GitHubServer.Repository), ("ARTIFACTS_GITHUB_REF", "main"),
        ("ARTIFACTS_GITHUB_PATH", "domain/"), ("ARTIFACTS_POLL_SECONDS", "0"), ("GITHUB_API_URL", $"{_gitHub.ApiUrl}"),
        ("GITHUB_TOKEN", Token), ("GITHUB_WEBHOOK_SECRET", HookSecret), ("LOG_LEVEL", "error"),
    ];

    string Commit(string schema) => _gitHub.Commit("main", ("domain/schemas/orders.json", schema), ("README.md", "x"));

    Task<ServerProcess> StartAsync(params (string Name, string? Value)[] settings) =>
        StartOnAsync("sqlite::memory:", settings);

    Task<ServerProcess> StartOnAsync(string database, params (string Name, string? Value)[] settings) =>
        ServerProcess.StartAsync(database, [.. Settings, .. settings]);

    static Request Signed(Api api, string body, string name, string secret = HookSecret) =>
        api.Post("/hooks/github", body).With("X-GitHub-Event", name).With("X-Hub-Signature-256", Sign(body, secret));

    static string Sign(string body, string secret = HookSecret) => "sha256=" + Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));
}
