using System.Net;

namespace Patchlog.Bundles.GitHub;

/// <summary>What a refusal by GitHub means, and what to do about it.</summary>
static class GitHubRefusals
{
    /// <summary>A sentence for people.</summary>
    /// <param name="status">What GitHub answered.</param>
    /// <param name="options">What it was asked for.</param>
    /// <param name="hasToken">Whether it was asked with a token.</param>
    public static string Explain(HttpStatusCode status, GitHubSourceOptions options, bool hasToken)
    {
        var (host, repository) = (options.ApiUrl.Authority, options.Repository);
        return status switch
        {
            HttpStatusCode.Unauthorized when hasToken =>
                $"{host} refuses the token (401): it is wrong, expired or revoked.",
            HttpStatusCode.Unauthorized => $"{host} wants a token (401): set GITHUB_TOKEN or GITHUB_TOKEN_FILE.",
            HttpStatusCode.Forbidden when hasToken =>
                $"{host} refuses to show {repository} (403): the token needs to read the contents of the repository.",
            HttpStatusCode.Forbidden =>
                $"{host} refuses to show {repository} (403): set GITHUB_TOKEN or GITHUB_TOKEN_FILE.",
            HttpStatusCode.NotFound when hasToken =>
                $"{host} has no repository {repository} with {options.Ref}, or the token may not read it (404).",
            HttpStatusCode.NotFound =>
                $"{host} has no repository {repository} with {options.Ref} (404). If it is private, "
                + "set GITHUB_TOKEN or GITHUB_TOKEN_FILE.",
            HttpStatusCode.Conflict => $"{repository} is empty (409).",
            HttpStatusCode.UnprocessableEntity => $"{repository} has no branch, tag or commit {options.Ref} (422).",
            _ => $"{host} answers {(int)status} to a question for {repository}.",
        };
    }
}
