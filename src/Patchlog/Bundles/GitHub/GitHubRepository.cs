using System.Diagnostics.CodeAnalysis;

namespace Patchlog.Bundles.GitHub;

/// <summary>A repository on GitHub. Immutable.</summary>
/// <param name="Owner">The user or organization.</param>
/// <param name="Name">The name of the repository.</param>
public sealed record GitHubRepository(string Owner, string Name)
{
    /// <summary>Reads <c>owner/name</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out GitHubRepository? repository)
    {
        ArgumentNullException.ThrowIfNull(text);
        repository = text.Split('/') is [var owner, var name] && IsName(owner) && IsName(name)
            ? new(owner, name)
            : null;

        return repository is not null;
    }

    /// <summary>The repository as people write it: <c>owner/name</c>.</summary>
    public override string ToString() => $"{Owner}/{Name}";

    static bool IsName(string text) =>
        text.Length is > 0 and <= GitHubLimits.MaxNameLength
        && text is not ("." or "..")
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');
}
