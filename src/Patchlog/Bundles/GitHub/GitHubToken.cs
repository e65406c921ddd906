namespace Patchlog.Bundles.GitHub;

/// <summary>Reads the token for a request. No message has any part of it.</summary>
static class GitHubToken
{
    /// <summary>The token without white space at its ends; null if there is none.</summary>
    /// <exception cref="BundleSourceException">It can't be read, or can't be a token.</exception>
    public static string? Read(Func<string?> source)
    {
        var token = ReadSource(source)?.Trim();
        if (string.IsNullOrEmpty(token))
            return null;

        // A header would refuse other characters with a message that has them.
        return token.Length <= GitHubLimits.MaxTokenLength && token.All(character => character is > ' ' and <= '~')
            ? token
            : throw new BundleSourceException(
                "The GitHub token is too long, or has characters that no token has, such as a line break.");
    }

    static string? ReadSource(Func<string?> source)
    {
        try
        {
            return source();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Where it lies is not for everybody who may read why there is no bundle.
            throw new BundleSourceException(
                failure is FileNotFoundException or DirectoryNotFoundException
                    ? "The file with the GitHub token is not there."
                    : "The file with the GitHub token can't be read.",
                failure);
        }
    }
}
