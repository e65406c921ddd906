namespace Patchlog.Bundles.GitHub;

/// <summary>Which artifacts are fetched, and how. Immutable.</summary>
/// <param name="Repository">The repository that has them.</param>
public sealed record GitHubSourceOptions(GitHubRepository Repository)
{
    /// <summary>The reference that stands for the newest commit of the default branch.</summary>
    public const string DefaultBranch = "HEAD";

    /// <summary>GitHub's own address; an Enterprise server has another.</summary>
    public static readonly Uri PublicApi = new("https://api.github.com");

    /// <summary>A branch, a tag or a commit; see <see cref="GitHubPaths.IsRef"/>.</summary>
    public string Ref { get; init; } = DefaultBranch;

    /// <summary>The folder of the repository that has them, without slashes at its ends; empty for the root.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Where the REST API is. The token goes to this scheme, host and port, and to no other.</summary>
    public Uri ApiUrl { get; init; } = PublicApi;

    /// <summary>How often GitHub is asked for the newest commit; zero for never.</summary>
    public TimeSpan PollInterval { get; init; }

    /// <summary>
    /// Answers with the token, or null if there is none. It is called for each request, so a token may change. It may
    /// throw an <see cref="IOException"/> or an <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    public Func<string?> Token { get; init; } = () => null;
}
