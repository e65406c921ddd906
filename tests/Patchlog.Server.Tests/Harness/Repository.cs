namespace Patchlog.Server.Tests.Harness;

/// <summary>The files of the repository that these tests were built from.</summary>
static class Repository
{
    static readonly string Root = FindRoot();

    /// <summary>The absolute path of a file or folder, given from the root of the repository.</summary>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Patchlog.slnx"))) return folder.FullName;
        throw new DirectoryNotFoundException("These tests run inside the repository, below Patchlog.slnx.");
    }
}
