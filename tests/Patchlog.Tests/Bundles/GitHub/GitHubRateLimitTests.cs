using System.Globalization;
using System.Net;
using Patchlog.Bundles;
using Patchlog.Bundles.GitHub;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Bundles.GitHub;

public sealed class GitHubRateLimitTests
{
    readonly TestClock _clock = new();

    [Theory]
    [InlineData(200, "", "x-ratelimit-remaining: 59", 0, false)]
    [InlineData(200, "", "x-ratelimit-remaining: 0", 60, false)]
    [InlineData(429, "", "", 60, true)]
    [InlineData(403, "You have exceeded a secondary rate limit.", "", 60, true)]
    [InlineData(403, "Resource not accessible", "", 0, false)]
    [InlineData(403, "", "retry-after: 30", 30, true)]
    [InlineData(429, "", "retry-after: 0", 0, true)]
    [InlineData(503, "", "retry-after: 90", 90, false)]
    [InlineData(200, "", "retry-after: 90", 0, false)]
    [InlineData(403, "", "retry-after: 99999999", 7200, true)]
    [InlineData(403, "", "x-ratelimit-remaining: nonsense", 0, false)]
    public void Answers_say_how_long_nothing_may_be_asked(int status, string text, string header, int seconds, bool isRefusal)
    {
        var limit = new GitHubRateLimit(_clock);

        limit.Observe(Answer(status, header), text).ShouldBe(isRefusal);

        _clock.Advance(TimeSpan.FromSeconds(Math.Max(0, seconds - 1)));
        if (seconds > 0)
            Should.Throw<BundleSourceException>(limit.ThrowIfLimited).Message.ShouldContain("rate limit");
        _clock.Advance(TimeSpan.FromSeconds(1));
        limit.ThrowIfLimited();
    }

    [Fact]
    public void The_time_of_the_reset_is_by_the_clock_of_github()
    {
        var limit = new GitHubRateLimit(_clock);
        var theirs = new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero);

        limit.Observe(
            Answer(403, "x-ratelimit-remaining: 0", $"x-ratelimit-reset: {theirs.AddSeconds(99).ToUnixTimeSeconds()}",
                $"Date: {theirs.ToString("R", CultureInfo.InvariantCulture)}"), "").ShouldBeTrue();

        limit.NotBefore.ShouldBe(_clock.GetUtcNow().AddSeconds(100));
    }

    [Fact]
    public void Without_a_time_the_pauses_double_until_an_answer_comes()
    {
        var limit = new GitHubRateLimit(_clock);

        foreach (var minutes in new[] { 1, 2, 4, 8, 16, 32, 64, 120, 120 })
        {
            limit.Observe(Answer(429), "").ShouldBeTrue();
            limit.NotBefore.ShouldBe(_clock.GetUtcNow().AddMinutes(minutes));
        }

        limit.Observe(Answer(200), "").ShouldBeFalse();
        limit.Observe(Answer(429), "").ShouldBeTrue();
        limit.NotBefore.ShouldBe(_clock.GetUtcNow().AddMinutes(1));
    }

    static HttpResponseMessage Answer(int status, params string[] headers)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status);
        foreach (var header in headers.Where(header => header.Length > 0))
            answer.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]).ShouldBeTrue();
        return answer;
    }
}
