using Patchlog.Bundles;

namespace Patchlog.Server.Verbs;

/// <summary>A folder with a bundle, as a verb takes it.</summary>
static class BundleFolder
{
    /// <summary>The exit code if there are faults in the bundle.</summary>
    public const int Faulty = 1;

    /// <summary>The exit code if the folder can't be read.</summary>
    public const int Unreadable = 2;

    /// <summary>Reads and compiles the bundle of a folder.</summary>
    /// <returns>The bundle, or null with what is wrong and an exit code.</returns>
    public static (Bundle? Bundle, IReadOnlyList<BundleFault> Faults, int ExitCode) Compile(
        string path, CancellationToken cancellation)
    {
        // Without a folder of artifacts it is some other folder, and no empty bundle.
        if (!Directory.Exists(path))
            return (null, [new(path, "There is no such folder.")], Unreadable);

        try
        {
            var fetched = FolderReader.Read(path, cancellation);

            return BundleCompiler.TryCompile(fetched.Files, out var bundle, out var faults)
                ? (bundle, [], 0)
                : (null, faults, Faulty);
        }
        catch (BundleSourceException failure)
        {
            return failure.Faults.IsEmpty
                ? (null, [new("", failure.Message)], Unreadable)
                : (null, failure.Faults, Faulty);
        }
    }

    /// <summary>Prints faults on standard error, one a line, as a compiler would.</summary>
    public static void Print(IEnumerable<BundleFault> faults)
    {
        foreach (var fault in faults)
            Console.Error.WriteLine(fault);
    }
}
