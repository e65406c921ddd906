using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Patchlog.Testing;

/// <summary>
/// Makes an archive as GitHub makes them: compressed, with the commit in a global header, one top folder and an entry for
/// each folder. It makes others, too, if it is told to.
/// </summary>
/// <param name="top">The top folder, which every path gets.</param>
public sealed class ArchiveBuilder(string top = "acme-domain-0123456")
{
    readonly HashSet<string> _folders = [];

    readonly List<TarEntry> _entries =
    [
        new PaxGlobalExtendedAttributesTarEntry(new Dictionary<string, string> { ["comment"] = new('0', 40) }),
        new PaxTarEntry(TarEntryType.Directory, $"{top}/"),
    ];

    /// <summary>Adds a file.</summary>
    public ArchiveBuilder Add(string path, string text) => Add(path, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Add(string, string)"/>
    public ArchiveBuilder Add(string path, byte[] content)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
            if (_folders.Add(path[..slash]))
                AddEntry(new PaxTarEntry(TarEntryType.Directory, $"{top}/{path[..slash]}/"));

        return AddEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{top}/{path}") { DataStream = new MemoryStream(content) });
    }

    /// <summary>Adds an entry as it is, without the top folder.</summary>
    public ArchiveBuilder AddEntry(TarEntry entry)
    {
        _entries.Add(entry);
        return this;
    }

    /// <summary>The archive, which can be made once.</summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var compressed = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(compressed, TarEntryFormat.Pax))
            foreach (var entry in _entries)
                tar.WriteEntry(entry);

        return bytes.ToArray();
    }
}
