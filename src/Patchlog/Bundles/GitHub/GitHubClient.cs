using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Patchlog.Bundles.GitHub;

/// <summary>
/// Asks GitHub's REST API: with the token, within its rate limits, with bounded retries. The token goes to the address
/// of the API only. Not thread-safe.
/// </summary>
sealed partial class GitHubClient : IDisposable
{
    // https://docs.github.com/en/rest/about-the-rest-api/api-versions
    const string ApiVersion = "2022-11-28";

    readonly GitHubSourceOptions _options;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly GitHubRateLimit _limit;
    readonly HttpClient _http;

    public GitHubClient(GitHubSourceOptions options, HttpMessageHandler handler, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _limit = new(time);

        // Each try has a patience of its own, by the clock that was given.
        _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>No request may be made before this, by GitHub's rate limits.</summary>
    public DateTimeOffset NotBefore => _limit.NotBefore;

    /// <summary>Asks, and asks again where that may help.</summary>
    /// <param name="request">The question.</param>
    /// <param name="read">
    /// Takes what is wanted from an answer with status 200 or 304. It may throw an <see cref="IOException"/> or an
    /// <see cref="InvalidDataException"/> for what has come broken: then another try is made.
    /// </param>
    /// <param name="cancellation">Stops the attempt.</param>
    /// <exception cref="BundleSourceException">There is no such answer; the message says why.</exception>
    public async Task<T> GetAsync<T>(
        GitHubRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellation)
    {
        var pause = GitHubLimits.RetryPause;
        for (var tries = 1; ; tries++)
        {
            var (trouble, reason) = ("", (Exception?)null);
            using var patience = new CancellationTokenSource(request.Patience, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
            try
            {
                return await TryAsync(request, read, either.Token);
            }
            catch (OperationCanceledException)
                when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                trouble = $"did not answer within {request.Patience.TotalSeconds} s";
            }
            catch (HttpRequestException failure) when (failure.StatusCode is { } status)
            {
                trouble = $"answers {(int)status}";
            }
            catch (HttpRequestException failure)
            {
                (trouble, reason) = ($"can't be reached: {failure.Message}", failure);
            }
            catch (InvalidDataException failure)
            {
                (trouble, reason) = ("sent something else than what it was asked for, or only a part of it", failure);
            }
            catch (IOException failure)
            {
                (trouble, reason) = ("ended its answer too soon", failure);
            }

            LogTrouble(_logger, reason, _options.ApiUrl.Authority, trouble, tries);
            if (tries == GitHubLimits.MaxTries)
                throw new BundleSourceException($"{_options.ApiUrl.Authority} {trouble}.", reason);

            await Task.Delay(pause, _time, cancellation);
            pause *= 2;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    async Task<T> TryAsync<T>(
        GitHubRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellation)
    {
        _limit.ThrowIfLimited();
        var token = GitHubToken.Read(_options.Token);
        var (answer, isOfApi) = await FollowAsync(request, token, cancellation);
        using var _ = answer;

        var isWanted = answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotModified;
        var isLimited = isOfApi
            && _limit.Observe(answer, isWanted ? "" : await ReadTextAsync(answer.Content, cancellation));
        if (isLimited)
        {
            LogLimited(_logger, _options.ApiUrl.Authority, _limit.NotBefore);
            throw _limit.Refusal();
        }

        if ((int)answer.StatusCode >= 500)
            throw new HttpRequestException(message: null, inner: null, answer.StatusCode);

        return isWanted
            ? await read(answer, cancellation)
            : throw new BundleSourceException(GitHubRefusals.Explain(answer.StatusCode, _options, token is not null));
    }

    /// <summary>Sends a request and follows redirects; <see cref="HttpClient"/> would do so with less care.</summary>
    async Task<(HttpResponseMessage Answer, bool IsOfApi)> FollowAsync(
        GitHubRequest request, string? token, CancellationToken cancellation)
    {
        var address = new Uri($"{_options.ApiUrl.AbsoluteUri.TrimEnd('/')}/{request.Path}");
        var isOfApi = true;
        for (var redirects = 0; ; redirects++)
        {
            using var message = MessageTo(address, request, isOfApi ? token : null, isOfApi);
            var answer = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
            LogAnswer(_logger, address.Authority, (int)answer.StatusCode);
            if (!IsRedirect(answer.StatusCode))
                return (answer, isOfApi);

            using (answer)
            {
                address = answer.Headers.Location is { } next && redirects < GitHubLimits.MaxRedirects
                    ? new Uri(address, next)
                    : throw RefuseRedirect("too often, or to nowhere");
            }

            if (address.Scheme != "https" && (address.Scheme != "http" || _options.ApiUrl.Scheme == "https"))
                throw RefuseRedirect($"to {address.Scheme}, which is refused");

            // What has left the address once is not believed any more when it comes back.
            isOfApi &= Uri.Compare(
                address, _options.ApiUrl, UriComponents.SchemeAndServer, UriFormat.Unescaped,
                StringComparison.OrdinalIgnoreCase) == 0;
        }
    }

    BundleSourceException RefuseRedirect(string detail) => new($"{_options.ApiUrl.Authority} redirects {detail}.");

    static HttpRequestMessage MessageTo(Uri address, GitHubRequest request, string? token, bool isOfApi)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, address);
        message.Headers.UserAgent.Add(new("Patchlog", null));
        if (!isOfApi)
            return message;

        message.Headers.Accept.Add(new(request.Accept));
        message.Headers.Add("X-GitHub-Api-Version", ApiVersion);
        if (token is not null)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        if (request.EntityTag is { } tag)
            message.Headers.TryAddWithoutValidation("If-None-Match", tag);

        return message;
    }

    static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    /// <summary>Reads a body that is no archive.</summary>
    /// <exception cref="InvalidDataException">It is too long.</exception>
    public static async Task<string> ReadTextAsync(HttpContent content, CancellationToken cancellation)
    {
        await using var body = await content.ReadAsStreamAsync(cancellation);
        var bytes = new byte[GitHubLimits.MaxAnswerBytes];
        var count = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);

        return count < bytes.Length
            ? Encoding.UTF8.GetString(bytes, 0, count)
            : throw new InvalidDataException("The answer is too long.");
    }

    [LoggerMessage(1401, LogLevel.Debug, "{Host} answered {Status}")]
    static partial void LogAnswer(ILogger logger, string host, int status);

    [LoggerMessage(1402, LogLevel.Debug, "{Host} {Trouble} (try {Try})")]
    static partial void LogTrouble(ILogger logger, Exception? reason, string host, string trouble, int @try);

    [LoggerMessage(1403, LogLevel.Warning, "{Host} may not be asked before {Time}: its rate limit is used up")]
    static partial void LogLimited(ILogger logger, string host, DateTimeOffset time);
}
