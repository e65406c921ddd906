using Patchlog.Bundles;
using Patchlog.Bundles.GitHub;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Bundles.GitHub;

/// <summary>A GitHub of the test's own, and a clock that the test advances.</summary>
public abstract class GitHubFixture : IAsyncDisposable
{
    /// <summary>The server.</summary>
    protected GitHubServer GitHub { get; } = new();

    /// <summary>The clock of the source.</summary>
    protected TestClock Clock { get; } = new();

    /// <summary>All that the source has logged, with its exceptions.</summary>
    protected LogLines Log { get; } = new();

    /// <summary>Ends with the test run.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await GitHub.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A source of the default branch, or of what the test makes of it.</summary>
    protected GitHubSource Source(Func<GitHubSourceOptions, GitHubSourceOptions>? change = null)
    {
        GitHubRepository.TryParse(GitHubServer.Repository, out var repository).ShouldBeTrue();
        var options = new GitHubSourceOptions(repository) { ApiUrl = GitHub.ApiUrl };
        return new(change?.Invoke(options) ?? options, GitHubSource.CreateHandler(), Clock, Log);
    }

    /// <summary>Fetches what is refused.</summary>
    protected static async Task<BundleSourceException> RefusalAsync(GitHubSource source) =>
        await Should.ThrowAsync<BundleSourceException>(source.FetchAsync(Cancellation));

    /// <summary>Returns when the code waits for a time by the clock.</summary>
    /// <param name="time">The time.</param>
    /// <param name="before">How many such waits have begun before.</param>
    protected Task WaitsForAsync(TimeSpan time, int before = 0) =>
        Eventually.HoldsAsync(() => Clock.CountTimers(time) > before, what: $"something waits for {time}");

    /// <summary>Ends the pauses between the tries of one request, as they come.</summary>
    protected async Task PassPausesAsync(int count = GitHubLimits.MaxTries - 1)
    {
        for (var (pause, passed) = (GitHubLimits.RetryPause, 0); passed < count; pause *= 2, passed++)
        {
            await WaitsForAsync(pause);
            Clock.Advance(pause);
        }
    }
}
