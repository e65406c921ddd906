using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Patchlog.Json;

namespace Patchlog.Bundles.GitHub;

/// <summary>
/// Artifacts in a repository on GitHub. A reference is resolved to a commit, and the commit's archive is fetched if it
/// is a new one. <see cref="Wake"/> may be called by any thread, everything else by one caller at a time.
/// </summary>
public sealed class GitHubSource : IBundleSource
{
    readonly GitHubSourceOptions _options;
    readonly TimeProvider _time;
    readonly GitHubClient _client;

    TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    DateTimeOffset _lastFetch = DateTimeOffset.MinValue;
    int _failures;

    // What GitHub said last, by which it is asked whether that has changed.
    string? _entityTag;
    string? _resolved;

    string? _fetched;
    (string Commit, BundleSourceException Reason)? _refused;

    /// <param name="options">What is fetched.</param>
    /// <param name="handler">Makes the requests; it must not follow redirects. It is disposed with the source.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes what is asked and answered; no token, and nothing of a document.</param>
    public GitHubSource(GitHubSourceOptions options, HttpMessageHandler handler, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time) = (options, time);
        _client = new(options, handler, time, logger);
    }

    /// <inheritdoc/>
    public string Description
    {
        get
        {
            var text = new StringBuilder($"GitHub {_options.Repository}");
            if (_options.ApiUrl != GitHubSourceOptions.PublicApi)
                text.Append($" on {_options.ApiUrl.Authority}");

            text.Append(_options.Ref == GitHubSourceOptions.DefaultBranch ? ", default branch" : $", {_options.Ref}");
            if (_options.Folder.Length > 0)
                text.Append($", folder {_options.Folder}");

            return text.ToString();
        }
    }

    /// <summary>What makes requests over the network, without cookies, redirects and tracing headers.</summary>
    public static HttpMessageHandler CreateHandler() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = GitHubLimits.ConnectPatience,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        ActivityHeadersPropagator = null,
    };

    /// <inheritdoc/>
    public async Task<FetchedBundle?> FetchAsync(CancellationToken cancellation)
    {
        var isBroken = true;
        try
        {
            var fetched = await FetchChangeAsync(cancellation);
            isBroken = false;

            return fetched;
        }

        // GitHub has done its part: only another commit helps.
        catch (BundleSourceException refusal) when (!refusal.Faults.IsEmpty)
        {
            isBroken = false;
            throw;
        }
        finally
        {
            _failures = isBroken ? _failures + 1 : 0;
            _lastFetch = _time.GetUtcNow();
        }
    }

    /// <inheritdoc/>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        try
        {
            await Volatile.Read(ref _woken).Task.WaitAsync(Interval(), _time, cancellation);
        }
        catch (TimeoutException)
        {
            // It is time.
        }

        // What wakes it from now on may come too late for the next fetch.
        Volatile.Write(ref _woken, new(TaskCreationOptions.RunContinuationsAsynchronously));

        var earliest = _lastFetch == DateTimeOffset.MinValue ? _lastFetch : _lastFetch + GitHubLimits.FetchPause;
        var rest = (earliest > _client.NotBefore ? earliest : _client.NotBefore) - _time.GetUtcNow();
        if (rest > TimeSpan.Zero)
            await Task.Delay(rest, _time, cancellation);
    }

    /// <summary>Ends the wait: GitHub has said that there may be something new.</summary>
    public void Wake() => Volatile.Read(ref _woken).TrySetResult();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    async Task<FetchedBundle?> FetchChangeAsync(CancellationToken cancellation)
    {
        var commit = await ResolveAsync(cancellation);
        if (commit == _fetched)
            return null;

        // The same archive would be refused again.
        if (_refused is { } refused && refused.Commit == commit)
            throw new BundleSourceException(refused.Reason.Message) { Faults = refused.Reason.Faults };

        try
        {
            var files = await DownloadAsync(commit, cancellation);
            (_fetched, _refused) = (commit, null);

            return new(files, commit);
        }
        catch (BundleSourceException refusal) when (!refusal.Faults.IsEmpty)
        {
            _refused = (commit, refusal);
            throw;
        }
    }

    /// <summary>The commit that the reference names now. An answer without a change costs no rate limit.</summary>
    Task<string> ResolveAsync(CancellationToken cancellation)
    {
        var path = $"repos/{_options.Repository}/commits/{GitHubPaths.Escape(_options.Ref)}";
        var request = new GitHubRequest(path, "application/vnd.github.sha", GitHubLimits.AnswerPatience)
        {
            EntityTag = _entityTag,
        };

        return _client.GetAsync(request, ReadCommitAsync, cancellation);
    }

    async Task<string> ReadCommitAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.StatusCode == HttpStatusCode.NotModified)
            return _resolved ?? throw new InvalidDataException("Nothing was known that could have stayed as it was.");

        var commit = CommitIn(await GitHubClient.ReadTextAsync(answer.Content, cancellation));
        (_resolved, _entityTag) = (commit, answer.Headers.ETag?.ToString());

        return commit;
    }

    // What stands before GitHub, or wants to be like it, may not know the media type; then the answer is JSON.
    static string CommitIn(string text)
    {
        var commit = text.Trim();
        if (commit.StartsWith('{')
            && JsonValue.TryParse(Encoding.UTF8.GetBytes(commit), JsonLimits.Default, out var json, out _))
        {
            commit = json is JsonObject members && members["sha"] is JsonString sha ? sha.Value : "";
        }

        // SHA-1 or SHA-256.
        return commit.Length is 40 or 64 && commit.All(char.IsAsciiHexDigit)
            ? commit.ToLowerInvariant()
            : throw new InvalidDataException("The answer is not a commit.");
    }

    Task<BundleFiles> DownloadAsync(string commit, CancellationToken cancellation)
    {
        var request = new GitHubRequest(
            $"repos/{_options.Repository}/tarball/{commit}", "application/vnd.github+json",
            GitHubLimits.ArchivePatience);

        return _client.GetAsync(request, ReadArchiveAsync, cancellation);
    }

    async Task<BundleFiles> ReadArchiveAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.StatusCode != HttpStatusCode.OK)
            throw new InvalidDataException("The answer is no archive.");

        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        return await GitHubArchive.ReadAsync(body, _options.Folder, cancellation);
    }

    TimeSpan Interval()
    {
        var poll = _options.PollInterval;
        if (_failures == 0)
            return poll > TimeSpan.Zero ? poll : Timeout.InfiniteTimeSpan;

        var longest = poll > TimeSpan.Zero && poll < GitHubLimits.LongestFailurePause
            ? poll
            : GitHubLimits.LongestFailurePause;
        var pause = GitHubLimits.FailurePause * Math.Pow(2, Math.Min(_failures - 1, 10));

        return pause < longest ? pause : longest;
    }
}
