using System.Globalization;
using Patchlog.Bundles.GitHub;

namespace Patchlog.Server;

/// <summary>The settings of a bundle that comes from GitHub. Immutable.</summary>
/// <param name="Source">
/// <c>ARTIFACTS_GITHUB_REPO</c>, <c>ARTIFACTS_GITHUB_REF</c>, <c>ARTIFACTS_GITHUB_PATH</c>,
/// <c>ARTIFACTS_POLL_SECONDS</c>, <c>GITHUB_API_URL</c>, and <c>GITHUB_TOKEN</c> or <c>GITHUB_TOKEN_FILE</c>.
/// </param>
/// <param name="HookSecret">
/// <c>GITHUB_WEBHOOK_SECRET</c> or <c>GITHUB_WEBHOOK_SECRET_FILE</c>: what GitHub signs calls of the hook with. Null
/// for no hook.
/// </param>
sealed record GitHubSettings(GitHubSourceOptions Source, Secret? HookSecret)
{
    const string Repository = "ARTIFACTS_GITHUB_REPO";

    // Twelve requests an hour, where GitHub allows 60 to everybody without a token.
    const string DefaultPollSeconds = "300";

    /// <summary>Reads the settings; null if there is no repository among them.</summary>
    /// <param name="find">Finds a setting.</param>
    /// <exception cref="FormatException">A setting can't be read; the message names it.</exception>
    public static GitHubSettings? Read(Func<string, string?> find)
    {
        if (find(Repository) is not { } repository)
        {
            string[] others = ["ARTIFACTS_GITHUB_REF", "ARTIFACTS_GITHUB_PATH", "ARTIFACTS_POLL_SECONDS"];
            return others.FirstOrDefault(name => find(name) is not null) is { } lonely
                ? throw new FormatException($"{lonely} is set, and {Repository} is not.")
                : null;
        }

        var token = Secret.Find("GITHUB_TOKEN", find);
        var source = new GitHubSourceOptions(ParseRepository(repository))
        {
            Ref = ParseRef(find("ARTIFACTS_GITHUB_REF") ?? GitHubSourceOptions.DefaultBranch),
            Folder = ParseFolder(find("ARTIFACTS_GITHUB_PATH") ?? ""),
            PollInterval = ParseInterval(find("ARTIFACTS_POLL_SECONDS") ?? DefaultPollSeconds),
            ApiUrl = find("GITHUB_API_URL") is { } url ? ParseUrl(url) : GitHubSourceOptions.PublicApi,
            Token = () => token?.Read(),
        };

        return new(source, Secret.Find("GITHUB_WEBHOOK_SECRET", find));
    }

    static GitHubRepository ParseRepository(string text) =>
        GitHubRepository.TryParse(text, out var repository)
            ? repository
            : throw new FormatException($"{Repository} is \"{text}\"; it must be owner/name, such as acme/domain.");

    static string ParseRef(string text) => GitHubPaths.IsRef(text)
        ? text
        : throw new FormatException($"ARTIFACTS_GITHUB_REF is \"{text}\"; it must be a branch, a tag or a commit.");

    static string ParseFolder(string text)
    {
        var folder = text.Trim('/');
        folder = folder.StartsWith("./", StringComparison.Ordinal) ? folder[2..] : folder == "." ? "" : folder;

        return GitHubPaths.IsFolder(folder)
            ? folder
            : throw new FormatException(
                $"ARTIFACTS_GITHUB_PATH is \"{text}\"; it must be a folder of the repository, such as src/domain.");
    }

    static TimeSpan ParseInterval(string text)
    {
        var most = (int)GitHubLimits.LongestPollInterval.TotalSeconds;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= most
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException(
                $"ARTIFACTS_POLL_SECONDS is \"{text}\"; it must be a number from 0, which is never, to {most}.");
    }

    // The value is not shown: it may hold a password.
    static Uri ParseUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http")
            || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            throw new FormatException(
                "GITHUB_API_URL can't be used; it must be a URL such as https://github.example.com/api/v3.");
        }

        return url.Scheme == "https" || url.IsLoopback
            ? url
            : throw new FormatException(
                $"GITHUB_API_URL is at {url.Authority} without TLS, where everybody on the way could read the token; "
                + "it must be https.");
    }
}
