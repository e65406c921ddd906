using System.Collections.Immutable;

namespace Patchlog.Bundles;

/// <summary>Which files of a folder or an archive are artifacts, and which are none of a bundle's affair.</summary>
public static class BundleLayout
{
    /// <summary>The folder of JSON Schemas.</summary>
    public const string Schemas = "schemas/";

    /// <summary>The folder of command handlers.</summary>
    public const string Handlers = "handlers/";

    /// <summary>The folder of what names the other aggregates that decisions rest on.</summary>
    public const string Reads = "reads/";

    /// <summary>The folder of business rules.</summary>
    public const string Rules = "rules/";

    /// <summary>The folder of state machines for long-running processes.</summary>
    public const string Processes = "processes/";

    /// <summary>All folders of artifacts.</summary>
    public static ImmutableArray<string> Folders { get; } = [Schemas, Handlers, Reads, Rules, Processes];

    /// <summary>
    /// True if the file belongs to a bundle: it lies in a folder of artifacts, and no segment of its path begins with a
    /// dot. All other files, such as a README or cases for tests, are neither read nor part of the digest.
    /// </summary>
    /// <param name="path">Relative, with <c>/</c> between its segments.</param>
    public static bool IsArtifact(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Folders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal))
            && !path.StartsWith('.')
            && !path.Contains("/.", StringComparison.Ordinal);
    }
}
