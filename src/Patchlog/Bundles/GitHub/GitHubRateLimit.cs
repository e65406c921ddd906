using System.Globalization;
using System.Net;

namespace Patchlog.Bundles.GitHub;

/// <summary>
/// When GitHub may be asked again, by the rules of its documentation (Best practices for using the REST API, "Handle
/// rate limit errors appropriately"). Not thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
sealed class GitHubRateLimit(TimeProvider time)
{
    int _secondaryLimits;

    /// <summary>No request may be made before this.</summary>
    public DateTimeOffset NotBefore { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Refuses a request that comes too early.</summary>
    /// <exception cref="BundleSourceException">It does.</exception>
    public void ThrowIfLimited()
    {
        if (time.GetUtcNow() < NotBefore)
            throw Refusal();
    }

    /// <summary>What is said of a request that a limit has stopped.</summary>
    public BundleSourceException Refusal() => new(string.Create(
        CultureInfo.InvariantCulture,
        $"GitHub's rate limit is used up; it may be asked again at {NotBefore:yyyy-MM-dd'T'HH:mm:ss'Z'}."));

    /// <summary>Takes in what an answer of the API says of the limits.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="text">Its body where that is a refusal; else empty.</param>
    /// <returns>Whether the answer is a refusal because of a limit.</returns>
    public bool Observe(HttpResponseMessage answer, string text)
    {
        var isRefusal = answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests;
        if ((int)answer.StatusCode >= 400 && RetryAfter(answer) is { } pause)
        {
            Pause(pause);
            return isRefusal;
        }

        if (Header(answer, "x-ratelimit-remaining") == 0)
        {
            Pause(UntilReset(answer) ?? GitHubLimits.SecondaryLimitPause);
            return isRefusal;
        }

        if (!isRefusal)
        {
            _secondaryLimits = 0;
            return false;
        }

        if (answer.StatusCode == HttpStatusCode.Forbidden
            && !text.Contains("rate limit", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        Pause(GitHubLimits.SecondaryLimitPause * Math.Pow(2, Math.Min(_secondaryLimits++, 8)));
        return true;
    }

    void Pause(TimeSpan pause)
    {
        var bounded = pause < TimeSpan.Zero ? TimeSpan.Zero
            : pause > GitHubLimits.LongestLimitPause ? GitHubLimits.LongestLimitPause
            : pause;
        NotBefore = time.GetUtcNow() + bounded;
    }

    TimeSpan? RetryAfter(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - Now(answer),
        _ => null,
    };

    // Seconds since 1970 by GitHub's clock, which may not be ours. The second itself belongs to the limit.
    TimeSpan? UntilReset(HttpResponseMessage answer) =>
        Header(answer, "x-ratelimit-reset") is { } reset and >= 0 and <= uint.MaxValue
            ? DateTimeOffset.FromUnixTimeSeconds(reset + 1) - Now(answer)
            : null;

    DateTimeOffset Now(HttpResponseMessage answer) => answer.Headers.Date ?? time.GetUtcNow();

    static long? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values)
        && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
