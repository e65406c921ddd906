using Patchlog.Bundles.GitHub;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Bundles.GitHub;

/// <summary>What goes wrong between a source and GitHub, and where the token goes.</summary>
public sealed class GitHubClientTests : GitHubFixture
{
    const string Token = "ghp_verysecrettoken";

    [Fact]
    public async Task The_token_goes_to_the_api_and_not_along_with_a_redirect()
    {
        GitHub.Token = Token;
        GitHub.Commit("HEAD", ("schemas/order.json", "{}"));
        await using var source = Source(WithToken);

        (await source.FetchAsync(Cancellation)).ShouldNotBeNull();

        GitHub.ApiRequests.ShouldAllBe(request => request.Header("Authorization") == $"Bearer {Token}");
        GitHub.ArchiveRequests.Single().Headers.ShouldNotContainKey("Authorization");
    }

    [Fact]
    public async Task A_redirect_within_the_api_keeps_the_token_as_a_renamed_repository_needs_it()
    {
        GitHub.Token = Token;
        GitHub.Commit("HEAD", ("schemas/order.json", "{}"));
        GitHub.TroubleApi(new LocalAnswer(301, "", ("Location", "/repos/acme/domain/commits/HEAD")));
        await using var source = Source(WithToken);

        (await source.FetchAsync(Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_comes_back_to_the_api_from_elsewhere_comes_without_the_token()
    {
        GitHub.Commit("HEAD", ("schemas/order.json", "{}"));
        GitHub.TroubleArchive(_ => new(302, "", ("Location", $"{GitHub.ApiUrl}back")));
        await using var source = Source(WithToken);

        await RefusalAsync(source);

        GitHub.ApiRequests.Select(request => request.Path).ShouldContain("/back");
        GitHub.ApiRequests[^1].Headers.ShouldNotContainKey("Authorization");
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/archive")]
    [InlineData("file:///etc/passwd")]
    [InlineData(null)]
    public async Task A_redirect_to_no_web_server_is_refused(string? location)
    {
        GitHub.TroubleApi(new LocalAnswer(302, "", location is null ? [] : [("Location", location)]));
        await using var source = Source(WithToken);

        (await RefusalAsync(source)).Message.ShouldContain("redirects");
    }

    [Fact]
    public async Task Redirects_without_end_are_ended()
    {
        for (var redirects = 0; redirects <= GitHubLimits.MaxRedirects; redirects++)
            GitHub.TroubleApi(request => new(302, "", ("Location", request.Path)));
        await using var source = Source();

        (await RefusalAsync(source)).Message.ShouldContain("redirects too often");
        GitHub.ApiRequests.Count.ShouldBe(GitHubLimits.MaxRedirects + 1);
    }

    [Theory]
    [InlineData(401, true, "refuses the token (401)")]
    [InlineData(401, false, "set GITHUB_TOKEN")]
    [InlineData(403, true, "the token needs to read the contents")]
    [InlineData(403, false, "set GITHUB_TOKEN")]
    [InlineData(404, true, "or the token may not read it (404)")]
    [InlineData(404, false, "If it is private, set GITHUB_TOKEN")]
    [InlineData(409, false, "is empty (409)")]
    [InlineData(422, false, "has no branch, tag or commit HEAD (422)")]
    [InlineData(418, false, "answers 418")]
    public async Task A_refusal_is_explained_and_not_repeated(int status, bool hasToken, string expected)
    {
        GitHub.TroubleApi(new LocalAnswer(status, """{"message":"No."}"""));
        await using var source = Source(options => hasToken ? WithToken(options) : options);

        (await RefusalAsync(source)).Message.ShouldContain(expected);
        GitHub.ApiRequests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_fault_of_the_server_is_tried_again_until_it_is_gone()
    {
        GitHub.Commit("HEAD", ("schemas/order.json", "{}"));
        GitHub.TroubleApi(new LocalAnswer(502, "bad gateway"));
        GitHub.TroubleApi(new LocalAnswer(500, ""));
        await using var source = Source();

        var fetching = source.FetchAsync(Cancellation);
        await PassPausesAsync();

        (await Eventually.EndsAsync(fetching)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_fault_of_the_server_that_stays_is_told()
    {
        for (var tries = 0; tries < GitHubLimits.MaxTries; tries++)
            GitHub.TroubleApi(new LocalAnswer(503, ""));
        await using var source = Source();

        var refusal = RefusalAsync(source);
        await PassPausesAsync();

        (await Eventually.EndsAsync(refusal)).Message.ShouldEndWith("answers 503.");
        GitHub.ApiRequests.Count.ShouldBe(GitHubLimits.MaxTries);
    }

    [Fact]
    public async Task A_server_that_says_nothing_has_its_time_and_is_asked_again()
    {
        GitHub.Commit("HEAD", ("schemas/order.json", "{}"));
        GitHub.TroubleApi(new LocalAnswer(200, "") { IsSilent = true });
        await using var source = Source();

        var fetching = source.FetchAsync(Cancellation);
        await Eventually.HoldsAsync(() => GitHub.ApiRequests.Count == 1);
        Clock.Advance(GitHubLimits.AnswerPatience);
        await PassPausesAsync(1);

        (await Eventually.EndsAsync(fetching)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_archive_that_stops_coming_has_its_time_and_is_told()
    {
        var commit = GitHub.Commit("HEAD", ("schemas/order.json", "{}"));
        for (var tries = 0; tries < GitHubLimits.MaxTries; tries++)
            GitHub.TroubleArchive(_ => GitHub.AnswerArchive(commit) with { CutAfter = 30, IsStalling = true });
        await using var source = Source();

        var refusal = RefusalAsync(source);
        var pause = GitHubLimits.RetryPause;
        for (var tries = 1; tries <= GitHubLimits.MaxTries; tries++, pause *= 2)
        {
            await Eventually.HoldsAsync(() => GitHub.ArchiveRequests.Count == tries);
            Clock.Advance(GitHubLimits.ArchivePatience);
            if (tries == GitHubLimits.MaxTries) break;
            await WaitsForAsync(pause);
            Clock.Advance(pause);
        }

        (await Eventually.EndsAsync(refusal)).Message.ShouldContain("did not answer within 180 s");
    }

    [Fact]
    public async Task An_archive_that_was_cut_is_fetched_again()
    {
        var commit = GitHub.Commit("HEAD", ("schemas/order.json", "{}"));
        var whole = GitHub.AnswerArchive(commit);
        GitHub.TroubleArchive(_ => whole with { CutAfter = 40 });
        GitHub.TroubleArchive(_ => whole with { Body = whole.Body[..^10] });
        await using var source = Source();

        var fetching = source.FetchAsync(Cancellation);
        await PassPausesAsync();

        (await Eventually.EndsAsync(fetching)).ShouldNotBeNull().Files.Files.Length.ShouldBe(1);
        GitHub.ArchiveRequests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("<html>Sign in</html>")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"sha\":1}")]
    [InlineData("0123456789012345678901234567890123456789/../../secrets")]
    public async Task A_commit_that_is_none_is_told(string text)
    {
        for (var tries = 0; tries < GitHubLimits.MaxTries; tries++)
            GitHub.TroubleApi(new LocalAnswer(200, text));
        await using var source = Source();

        var refusal = RefusalAsync(source);
        await PassPausesAsync();

        (await Eventually.EndsAsync(refusal)).Message.ShouldContain("sent something else than what it was asked for");
    }

    [Fact]
    public async Task An_answer_without_end_is_read_to_its_bound()
    {
        for (var tries = 0; tries < GitHubLimits.MaxTries; tries++)
            GitHub.TroubleApi(new LocalAnswer(tries == 0 ? 404 : 200, new byte[GitHubLimits.MaxAnswerBytes]) { IsStalling = true });
        await using var source = Source();

        var refusal = RefusalAsync(source);
        await PassPausesAsync();

        (await Eventually.EndsAsync(refusal)).Message.ShouldContain("sent something else");
    }

    [Fact]
    public async Task A_page_in_the_place_of_an_archive_is_told()
    {
        GitHub.Commit("HEAD", "<html>Sign in</html>"u8.ToArray());
        await using var source = Source();

        var refusal = RefusalAsync(source);
        await PassPausesAsync();

        (await Eventually.EndsAsync(refusal)).Message.ShouldContain("sent something else than what it was asked for");
    }

    [Fact]
    public async Task A_server_that_is_away_is_told()
    {
        await using var away = LocalHttpServer.Start(_ => new(200, ""));
        var address = away.Address;
        await away.DisposeAsync();
        await using var source = Source(options => options with { ApiUrl = address });

        var refusal = RefusalAsync(source);
        await PassPausesAsync();

        (await Eventually.EndsAsync(refusal)).Message.ShouldContain("can't be reached");
    }

    [Fact]
    public async Task At_the_rate_limit_nothing_is_asked_until_it_is_reset()
    {
        GitHub.Commit("HEAD", ("schemas/order.json", "{}"));
        var reset = Clock.GetUtcNow().AddMinutes(10);
        GitHub.TroubleApi(new LocalAnswer(
            403, "{}", ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", $"{reset.ToUnixTimeSeconds()}")));
        await using var source = Source(options => options with { PollInterval = TimeSpan.FromSeconds(30) });

        (await RefusalAsync(source)).Message.ShouldContain("rate limit");
        Clock.Advance(TimeSpan.FromMinutes(9));
        (await RefusalAsync(source)).Message.ShouldContain("rate limit");
        GitHub.ApiRequests.Count.ShouldBe(1);

        var waiting = source.WaitAsync(Cancellation);
        source.Wake();
        await WaitsForAsync(TimeSpan.FromSeconds(61));
        waiting.IsCompleted.ShouldBeFalse();
        Clock.Advance(TimeSpan.FromSeconds(61));
        await Eventually.EndsAsync(waiting);

        (await source.FetchAsync(Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_token_that_was_rotated_is_read_again()
    {
        var current = Token;
        GitHub.Token = "ghp_another";
        GitHub.Commit("HEAD", ("schemas/order.json", "{}"));
        await using var source = Source(options => options with { Token = () => current });
        await RefusalAsync(source);

        current = GitHub.Token;

        (await source.FetchAsync(Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_token_that_can_not_be_read_or_be_one_is_told_without_any_part_of_it()
    {
        foreach (var wrong in new[] { $"{Token}\nX-Header: 1", $"{Token} x", $"{Token}ä", new string('x', 9000) })
        {
            await using var source = Source(options => options with { Token = () => wrong });
            var refusal = await RefusalAsync(source);
            refusal.ToString().ShouldNotContain(Token);
            refusal.Message.ShouldContain("characters that no token has");
        }

        await using var unreadable = Source(options => options with { Token = () => File.ReadAllText("/nowhere/token") });
        (await RefusalAsync(unreadable)).Message.ShouldBe("The file with the GitHub token is not there.");
        GitHub.ApiRequests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Neither_log_nor_exception_has_the_token_whatever_goes_wrong()
    {
        var commit = GitHub.Commit("HEAD", ("schemas/order.json", "{}"));
        LocalAnswer[] troubles =
        [
            new(401, Token), new(403, Token), new(404, Token), new(500, Token), new(200, Token), new(302, ""),
            new(302, "", ("Location", $"ftp://{Token}@127.0.0.1/{Token}")), new(200, commit) { CutAfter = 3 },
            new(403, Token, ("retry-after", "1")),
        ];

        foreach (var trouble in troubles)
        {
            await using var source = Source(WithToken);
            for (var tries = 0; tries < GitHubLimits.MaxTries; tries++)
                GitHub.TroubleApi(trouble);
            var refusal = RefusalAsync(source);
            await Eventually.HoldsAsync(() =>
            {
                Clock.Advance(GitHubLimits.RetryPause);
                return refusal.IsCompleted;
            });
            (await refusal).ToString().ShouldNotContain(Token);
            while (GitHub.ForgetTrouble()) { }
        }

        Log.Text.ShouldNotBeEmpty();
        Log.Text.ShouldNotContain(Token);
        Log.Text.ShouldNotContain("temporary");
    }

    static GitHubSourceOptions WithToken(GitHubSourceOptions options) => options with { Token = () => $" {Token}\n" };
}
