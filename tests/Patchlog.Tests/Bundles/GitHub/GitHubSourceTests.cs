using Patchlog.Bundles.GitHub;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Bundles.GitHub;

/// <summary>What is fetched, when it is fetched again, and how a source waits.</summary>
public sealed class GitHubSourceTests : GitHubFixture
{
    [Fact]
    public async Task The_artifacts_of_a_reference_are_fetched_at_its_commit()
    {
        var commit = GitHub.Commit("release/1.0", ("domain/schemas/order.json", "{}"), ("README.md", "x"));
        await using var source = Source(options => options with { Ref = "release/1.0", Folder = "domain" });

        var fetched = (await source.FetchAsync(Cancellation)).ShouldNotBeNull();

        fetched.Commit.ShouldBe(commit);
        fetched.Files.Files.Select(file => file.Path).ShouldBe(["schemas/order.json"]);
        GitHub.ApiRequests.Select(request => request.Path).ShouldBe(
            [$"/repos/acme/domain/commits/release/1.0", $"/repos/acme/domain/tarball/{commit}"]);
        GitHub.ApiRequests.ShouldAllBe(request => request.Header("User-Agent") != null);
        GitHub.ArchiveRequests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_reference_the_default_branch_is_meant()
    {
        GitHub.Commit("HEAD", ("schemas/order.json", "{}"));
        await using var source = Source();

        (await source.FetchAsync(Cancellation)).ShouldNotBeNull().Files.Files.Length.ShouldBe(1);
        source.Description.ShouldStartWith("GitHub acme/domain on 127.0.0.1:");
        source.Description.ShouldEndWith(", default branch");
    }

    [Fact]
    public async Task A_commit_that_is_known_is_asked_for_by_its_entity_tag_and_not_fetched_again()
    {
        var commit = GitHub.Commit("HEAD", ("schemas/order.json", "{}"));
        await using var source = Source();
        await source.FetchAsync(Cancellation);

        (await source.FetchAsync(Cancellation)).ShouldBeNull();

        GitHub.ApiRequests.Count.ShouldBe(3);
        GitHub.ApiRequests[2].Header("If-None-Match").ShouldBe($"\"{commit}\"");
        GitHub.ArchiveRequests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_new_commit_is_fetched_and_so_is_the_old_one_when_it_comes_back()
    {
        var first = GitHub.Commit("HEAD", ("schemas/order.json", "{}"));
        await using var source = Source();
        await source.FetchAsync(Cancellation);

        var second = GitHub.Commit("HEAD", ("schemas/order.json", "true"));
        (await source.FetchAsync(Cancellation)).ShouldNotBeNull().Commit.ShouldBe(second);
        GitHub.Point("HEAD", first);
        (await source.FetchAsync(Cancellation)).ShouldNotBeNull().Commit.ShouldBe(first);
    }

    [Fact]
    public async Task What_can_not_be_a_bundle_is_fetched_once_and_refused_until_there_is_a_new_commit()
    {
        GitHub.Commit("HEAD", ("schemas/A.json", "{}"), ("schemas/a.json", "{}"));
        await using var source = Source();

        for (var round = 0; round < 3; round++)
            (await RefusalAsync(source)).Faults.Single().File.ShouldBe("schemas/a.json");
        GitHub.ArchiveRequests.Count.ShouldBe(1);

        GitHub.Commit("HEAD", ("schemas/a.json", "{}"));
        (await source.FetchAsync(Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_commit_as_json_is_understood()
    {
        var commit = GitHub.Commit("HEAD", ("schemas/order.json", "{}"));
        GitHub.TroubleApi(new LocalAnswer(200, $$"""{"sha":"{{commit}}","files":[]}"""));
        await using var source = Source();

        (await source.FetchAsync(Cancellation)).ShouldNotBeNull().Commit.ShouldBe(commit);
    }

    [Fact]
    public async Task It_waits_as_long_as_its_interval_of_polling()
    {
        GitHub.Commit("HEAD", ("schemas/order.json", "{}"));
        await using var source = Source(options => options with { PollInterval = TimeSpan.FromSeconds(90) });
        await source.FetchAsync(Cancellation);

        var waiting = source.WaitAsync(Cancellation);
        await WaitsForAsync(TimeSpan.FromSeconds(90));
        waiting.IsCompleted.ShouldBeFalse();
        Clock.Advance(TimeSpan.FromSeconds(90));

        await Eventually.EndsAsync(waiting);
    }

    [Fact]
    public async Task Being_woken_ends_the_wait_but_not_within_a_second_of_the_last_fetch()
    {
        GitHub.Commit("HEAD", ("schemas/order.json", "{}"));
        await using var source = Source();
        await source.FetchAsync(Cancellation);

        var waiting = source.WaitAsync(Cancellation);
        for (var replay = 0; replay < 100; replay++)
            source.Wake();
        await WaitsForAsync(GitHubLimits.FetchPause);
        waiting.IsCompleted.ShouldBeFalse();
        Clock.Advance(GitHubLimits.FetchPause);

        await Eventually.EndsAsync(waiting);
        (await source.FetchAsync(Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_wake_during_a_fetch_is_not_lost()
    {
        await using var source = Source();

        source.Wake();

        await Eventually.EndsAsync(source.WaitAsync(Cancellation));
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        await using var source = Source();
        using var ending = new CancellationTokenSource();

        var waiting = source.WaitAsync(ending.Token);
        await ending.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => Eventually.EndsAsync(waiting));
    }

    [Fact]
    public async Task After_a_failure_it_tries_again_after_pauses_that_grow_even_if_it_never_polls()
    {
        await using var source = Source();

        for (var failures = 0; failures < 3; failures++)
        {
            await RefusalAsync(source);
            var waiting = source.WaitAsync(Cancellation);
            var pause = GitHubLimits.FailurePause * Math.Pow(2, failures);
            await WaitsForAsync(pause);
            Clock.Advance(pause);
            await Eventually.EndsAsync(waiting);
        }
    }

    [Fact]
    public async Task A_short_interval_of_polling_bounds_the_pause_after_a_failure()
    {
        await using var source = Source(options => options with { PollInterval = TimeSpan.FromSeconds(2) });
        await RefusalAsync(source);

        var waiting = source.WaitAsync(Cancellation);
        await WaitsForAsync(TimeSpan.FromSeconds(2));
        Clock.Advance(TimeSpan.FromSeconds(2));

        await Eventually.EndsAsync(waiting);
    }
}
