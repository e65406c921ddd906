using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Patchlog.Json;

namespace Patchlog.Bundles;

/// <summary>
/// The artifacts of a bundle before they are compiled, wherever they came from: text files by path, and the digest that
/// names them. Immutable.
/// </summary>
public sealed class BundleFiles
{
    // Longer than any text that the limits of a bundle let through, escaped.
    static readonly JsonLimits StoredText = JsonLimits.Default with { MaxBytes = int.MaxValue };

    static readonly SearchValues<char> PathCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/");

    BundleFiles(ImmutableArray<BundleFile> files)
    {
        Files = files;
        Content = Write(files);
        Digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Content)));
    }

    /// <summary>The files, in the ordinal order of their paths.</summary>
    public ImmutableArray<BundleFile> Files { get; }

    /// <summary>The whole as one JSON object, in which each path leads to a text: how a database keeps it.</summary>
    public string Content { get; }

    /// <summary>
    /// Names the bundle: <c>sha256:</c> and 64 hexadecimal digits, the SHA-256 of <see cref="Content"/>. Equal files
    /// have one digest on every machine, in whatever order they were found.
    /// </summary>
    public string Digest { get; }

    /// <summary>Puts a bundle's files together.</summary>
    /// <param name="found">The artifacts, in any order; nothing that <see cref="BundleLayout"/> excludes.</param>
    /// <param name="files">The files.</param>
    /// <param name="faults">Why they can't be one bundle.</param>
    public static bool TryCreate(
        IEnumerable<BundleFile> found,
        [NotNullWhen(true)] out BundleFiles? files, out ImmutableArray<BundleFault> faults)
    {
        var sorted = found.OrderBy(file => file.Path, StringComparer.Ordinal).ToImmutableArray();
        faults = [.. FindFaults(sorted).Take(BundleLimits.MaxFaults)];
        files = faults.IsEmpty ? new(sorted) : null;

        return files is not null;
    }

    /// <summary>Reads what <see cref="Content"/> wrote; false if it is something else.</summary>
    public static bool TryRead(string content, [NotNullWhen(true)] out BundleFiles? files)
    {
        files = null;
        if (!JsonValue.TryParse(Encoding.UTF8.GetBytes(content), StoredText, out var value, out _)
            || value is not JsonObject members)
        {
            return false;
        }

        var found = ImmutableArray.CreateBuilder<BundleFile>(members.Count);
        foreach (var (path, text) in members)
        {
            if (text is not JsonString written)
                return false;

            found.Add(BundleFile.Trusted(path, written.Value));
        }

        files = new(found.MoveToImmutable());
        return true;
    }

    static IEnumerable<BundleFault> FindFaults(ImmutableArray<BundleFile> files)
    {
        if (files.IsEmpty)
            yield return new("", $"There are no artifacts: none below {string.Join(", ", BundleLayout.Folders)}.");

        if (files.Length > BundleLimits.MaxFiles)
            yield return new("", $"There are {files.Length} files; {BundleLimits.MaxFiles} are allowed.");

        var bytes = files.Sum(file => (long)Encoding.UTF8.GetByteCount(file.Text));
        if (bytes > BundleLimits.MaxBytes)
            yield return new("", $"The files have {bytes} bytes; {BundleLimits.MaxBytes} are allowed.");

        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (FindWrongPath(file.Path) is { } detail)
                yield return new(file.Path, detail);

            // Two such files would be one on a file system that ignores case.
            var folded = file.Path.ToUpperInvariant();
            if (!seen.TryAdd(folded, file.Path))
                yield return new(file.Path, $"The path differs from {seen[folded]} only in case.");
        }
    }

    static string? FindWrongPath(string path) =>
        path.Length > BundleLimits.MaxPathLength
            ? $"The path has {path.Length} characters; {BundleLimits.MaxPathLength} are allowed."
        : path.Split('/').Any(segment => segment is "" or "." or "..")
            ? "The path must be relative, without empty segments, \".\" and \"..\"."
        : path.AsSpan().ContainsAnyExcept(PathCharacters)
            ? "The path may have A-Z a-z 0-9 . _ - and / only: other characters are not the same on every file system."
        : null;

    static string Write(ImmutableArray<BundleFile> files)
    {
        using var writer = new JsonWriter();
        writer.BeginObject();
        foreach (var file in files)
            writer.Member(file.Path, file.Text);

        return Encoding.UTF8.GetString(writer.End().Written.Span);
    }
}
