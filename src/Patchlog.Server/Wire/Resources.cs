using System.Reflection;

namespace Patchlog.Server.Wire;

/// <summary>Files that are built into a binary.</summary>
static class Resources
{
    /// <summary>Reads a file of the repository that is built into this binary.</summary>
    public static byte[] Read(string name) => Read(typeof(Resources).Assembly, name);

    /// <summary>Reads a file that is built into an assembly.</summary>
    /// <exception cref="InvalidOperationException">The assembly has no such file.</exception>
    public static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no embedded file {name}.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);

        return copy.ToArray();
    }
}
