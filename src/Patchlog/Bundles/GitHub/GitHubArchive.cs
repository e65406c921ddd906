using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;

namespace Patchlog.Bundles.GitHub;

/// <summary>
/// Takes the artifacts out of an archive as GitHub makes them: a compressed tar whose one top folder is the repository
/// at a commit. Nothing is written to a disk, and nothing but artifacts is kept in memory.
/// </summary>
sealed class GitHubArchive
{
    const int BlockBytes = 512;

    readonly string _folder;
    readonly List<BundleFile> _files = [];
    readonly List<BundleFault> _faults = [];

    string? _top;
    bool _hasFolder;
    long _bytes;

    GitHubArchive(string folder) => (_folder, _hasFolder) = (folder, folder.Length == 0);

    /// <summary>Reads an archive.</summary>
    /// <param name="compressed">The archive as it was sent.</param>
    /// <param name="folder">The folder of the repository that has the artifacts; empty for the root.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="BundleSourceException">What is in it can't be a bundle; there are faults.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or no archive.</exception>
    /// <exception cref="IOException">It ends too soon.</exception>
    public static async Task<BundleFiles> ReadAsync(Stream compressed, string folder, CancellationToken cancellation)
    {
        var archive = new GitHubArchive(folder);
        try
        {
            await archive.ReadEntriesAsync(compressed, cancellation);
        }

        // Header fields that are no numbers, and the like.
        catch (Exception failure) when (failure is FormatException or ArgumentException or OverflowException
            or NotSupportedException)
        {
            throw new InvalidDataException("The archive is damaged.", failure);
        }

        return archive.Complete();
    }

    /// <summary>The refusal of an archive as a whole.</summary>
    public static BundleSourceException Refuse(string detail) => new(detail) { Faults = [new("", detail)] };

    async Task ReadEntriesAsync(Stream compressed, CancellationToken cancellation)
    {
        var sent = new BoundedStream(
            compressed, GitHubLimits.MaxArchiveBytes,
            $"The archive has more than {GitHubLimits.MaxArchiveBytes} bytes.");
        await using var unzipped = new GZipStream(sent, CompressionMode.Decompress);
        var unpacked = new BoundedStream(
            unzipped, GitHubLimits.MaxUnpackedBytes,
            $"The archive has more than {GitHubLimits.MaxUnpackedBytes} bytes when it is unpacked.");
        await using var tar = new TarReader(unpacked, leaveOpen: true);

        long rest = 0;
        for (var count = 0; ; count++)
        {
            unpacked.BeginStep(
                rest + GitHubLimits.MaxMetadataBytes,
                $"The archive has an entry with more than {GitHubLimits.MaxMetadataBytes} bytes of attributes.");
            if (await tar.GetNextEntryAsync(copyData: false, cancellation) is not { } entry)
                break;

            if (count == GitHubLimits.MaxEntries)
                throw Refuse($"The archive has more than {GitHubLimits.MaxEntries} entries.");

            rest = entry.Length + BlockBytes;
            unpacked.BeginStep(rest, "The archive has an entry that is longer than it says.");
            await TakeAsync(entry, cancellation);
        }

        // Behind the last entry there is padding. Behind that the compression says how long the whole was (RFC 1952
        // §2.3.1), and GZipStream does not mind if it is missing.
        await unpacked.CopyToAsync(Stream.Null, cancellation);
        if (BinaryPrimitives.ReadUInt32LittleEndian(sent.End) != (uint)unpacked.Count)
            throw new InvalidDataException("The archive was cut.");
    }

    BundleFiles Complete()
    {
        if (_top is null)
            throw new InvalidDataException("The archive is empty.");

        if (!_hasFolder)
            throw Refuse($"There is no folder {_folder} in the repository at this commit.");

        if (_faults.Count > 0)
            throw Refuse([.. _faults]);

        return BundleFiles.TryCreate(_files, out var files, out var faults) ? files : throw Refuse(faults);
    }

    async Task TakeAsync(TarEntry entry, CancellationToken cancellation)
    {
        // What is about the archive itself, such as the commit that git writes in front of all entries.
        if (entry.EntryType is TarEntryType.GlobalExtendedAttributes or TarEntryType.ExtendedAttributes)
            return;

        if (FindPath(entry) is not { Length: > 0 } path)
            return;

        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                break;

            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                if (BundleLayout.IsArtifact(path))
                    await TakeFileAsync(path, entry, cancellation);
                break;

            // Behind a link in the place of a folder there may be artifacts, too.
            default:
                if (BundleLayout.IsArtifact(path) || BundleLayout.IsArtifact($"{path}/file"))
                    AddFault(new(path, $"The path is a {NameOf(entry.EntryType)}; artifacts are plain files."));
                break;
        }
    }

    async Task TakeFileAsync(string path, TarEntry entry, CancellationToken cancellation)
    {
        if (entry.Length > BundleLimits.MaxFileBytes)
        {
            AddFault(new(path, $"The file has {entry.Length} bytes; {BundleLimits.MaxFileBytes} are allowed."));
            return;
        }

        if ((_bytes += entry.Length) > BundleLimits.MaxBytes)
            throw Refuse($"The artifacts have more than {BundleLimits.MaxBytes} bytes.");

        if (_files.Count == BundleLimits.MaxFiles)
            throw Refuse($"There are more than {BundleLimits.MaxFiles} artifacts.");

        var content = new byte[entry.Length];
        if (entry.DataStream is { } data)
            await data.ReadExactlyAsync(content, cancellation);

        if (BundleFile.TryRead(path, content, out var file, out var fault))
            _files.Add(file);
        else
            AddFault(fault);
    }

    /// <summary>The path of an entry in the bundle; null if it is elsewhere.</summary>
    string? FindPath(TarEntry entry)
    {
        var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
        var segments = name.TrimEnd('/').Split('/');
        if (name.StartsWith('/') || segments.Contains(".."))
            throw Refuse($"The archive has the path \"{Excerpt(name)}\", which leads out of it.");

        _top ??= segments[0];
        if (segments[0] != _top)
        {
            throw Refuse(
                $"The archive has more than one folder at its top: \"{Excerpt(_top)}\", \"{Excerpt(segments[0])}\".");
        }

        var path = string.Join('/', segments.AsSpan(1));
        if (_folder.Length == 0)
            return path;

        if (path == _folder)
        {
            _hasFolder |= entry.EntryType == TarEntryType.Directory;
            return null;
        }

        if (!path.StartsWith(_folder + "/", StringComparison.Ordinal))
            return null;

        _hasFolder = true;
        return path[(_folder.Length + 1)..];
    }

    // Enough of them end the reading: the rest of such an archive is not worth its bytes.
    void AddFault(BundleFault fault)
    {
        _faults.Add(fault);
        if (_faults.Count == BundleLimits.MaxFaults)
            throw Refuse([.. _faults]);
    }

    static BundleSourceException Refuse(ImmutableArray<BundleFault> faults) =>
        new(faults[0].ToString()) { Faults = faults };

    static string NameOf(TarEntryType type) => type switch
    {
        TarEntryType.SymbolicLink => "symbolic link",
        TarEntryType.HardLink => "hard link",
        TarEntryType.BlockDevice or TarEntryType.CharacterDevice => "device",
        TarEntryType.Fifo => "pipe",
        _ => "special file",
    };

    static string Excerpt(string text) =>
        text.Length <= BundleLimits.MaxPathLength ? text : $"{text.AsSpan(0, BundleLimits.MaxPathLength)}…";
}
