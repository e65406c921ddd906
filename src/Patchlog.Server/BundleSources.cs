using Patchlog.Bundles;
using Patchlog.Bundles.GitHub;

namespace Patchlog.Server;

/// <summary>Makes the source that the settings name.</summary>
static class BundleSources
{
    /// <summary>The source; null if the settings name none. It does nothing yet.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="logs">Takes its log.</param>
    public static IBundleSource? Create(Settings settings, TimeProvider time, ILoggerFactory logs)
    {
        if (settings.ArtifactsDirectory is { } folder)
            return new FolderSource(folder, time);

        return settings.GitHub is { } github
            ? new GitHubSource(
                github.Source, GitHubSource.CreateHandler(), time, logs.CreateLogger("Patchlog.Bundles.GitHub"))
            : null;
    }
}
