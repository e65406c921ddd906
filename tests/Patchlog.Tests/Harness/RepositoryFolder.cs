namespace Patchlog.Tests.Harness;

/// <summary>The repository that these tests run inside of.</summary>
static class RepositoryFolder
{
    /// <summary>Its absolute path.</summary>
    public static string Path { get; } = Find();

    static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Patchlog.slnx")))
            folder = folder.Parent;

        return folder?.FullName ?? throw new InvalidOperationException("These tests run inside the repository.");
    }
}
