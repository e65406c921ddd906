namespace Patchlog.Bundles.GitHub;

/// <summary>What a reference and a folder may be, so that either can be a part of a URL.</summary>
public static class GitHubPaths
{
    /// <summary>
    /// Whether a text can be a branch, a tag or a commit: the rules of git-check-ref-format(1), by which no segment
    /// is <c>.</c> or <c>..</c>.
    /// </summary>
    public static bool IsRef(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= GitHubLimits.MaxNameLength
            && !text.StartsWith('-')
            && !text.EndsWith('.')
            && !text.Contains("..", StringComparison.Ordinal)
            && !text.Contains("@{", StringComparison.Ordinal)
            && !text.Any(character => char.IsControl(character) || " ~^:?*[\\".Contains(character))
            && text.Split('/').All(segment => segment.Length > 0 && !segment.StartsWith('.'));
    }

    /// <summary>Whether a text can be a folder of a repository, from its root; the empty one is the root.</summary>
    public static bool IsFolder(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == 0
            || (text.Length <= GitHubLimits.MaxNameLength
                && !text.Any(character => char.IsControl(character) || character == '\\')
                && text.Split('/').All(segment => segment is not ("" or "." or "..")));
    }

    /// <summary>A reference as it stands in the path of a URL (RFC 3986 §3.3).</summary>
    internal static string Escape(string reference) =>
        string.Join('/', reference.Split('/').Select(Uri.EscapeDataString));
}
