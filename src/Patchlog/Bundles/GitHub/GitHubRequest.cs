namespace Patchlog.Bundles.GitHub;

/// <summary>A question to GitHub's REST API. Immutable.</summary>
/// <param name="Path">Below the API's address, escaped.</param>
/// <param name="Accept">The media type that is wanted.</param>
/// <param name="Patience">How long one try may take, its body included.</param>
sealed record GitHubRequest(string Path, string Accept, TimeSpan Patience)
{
    /// <summary>The entity tag of what is known; null if nothing is.</summary>
    public string? EntityTag { get; init; }
}
