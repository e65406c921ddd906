namespace Patchlog.Testing;

/// <summary>A fresh folder under the system's temporary folder, removed with its content when disposed.</summary>
public sealed class ScratchFolder : IDisposable
{
    /// <summary>The absolute path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("patchlog-").FullName;

    /// <summary>The absolute path of <paramref name="name"/> in this folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
