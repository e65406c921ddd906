using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Patchlog.Json;

namespace Patchlog.Bundles;

/// <summary>
/// What a folder of artifacts was baked from: the lock file beside them, which names the digest that they must have.
/// Immutable.
/// </summary>
/// <param name="Source">The source as people know it.</param>
/// <param name="Repository">The repository, as <c>owner/name</c>; null where the source is none.</param>
/// <param name="Ref">The branch, tag or commit that was asked for; null where there is none.</param>
/// <param name="Commit">The commit that it was; null where there is none.</param>
/// <param name="Digest">The <see cref="BundleFiles.Digest"/> of the artifacts.</param>
/// <param name="BakedAt">When.</param>
public sealed record BundleLock(
    string Source, string? Repository, string? Ref, string? Commit, string Digest, DateTimeOffset BakedAt)
{
    /// <summary>The name of the file, in the folder that has the folders of artifacts.</summary>
    public const string FileName = "bundle.lock.json";

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="utf8">The content of the file.</param>
    /// <param name="locked">The lock, if the answer is true.</param>
    /// <param name="fault">Why it is none.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8,
        [NotNullWhen(true)] out BundleLock? locked, [NotNullWhen(false)] out BundleFault? fault)
    {
        (locked, fault) = (null, null);
        if (!JsonValue.TryParse(utf8, JsonLimits.Default, out var json, out var broken))
        {
            var (line, column) = JsonLocation.OfOffset(utf8, Math.Max(broken.ByteOffset, 0));
            fault = new(FileName, broken.Detail, line, column);
            return false;
        }

        var members = json as JsonObject ?? JsonObject.Empty;
        if (members.TextOf("source") is not { } source
            || members.TextOf("digest") is not { } digest
            || !DateTimeOffset.TryParse(
                members.TextOf("bakedAt"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            fault = new(FileName, "The lock file must have the texts \"source\", \"digest\" and \"bakedAt\", a time.");
            return false;
        }

        locked = new(
            source, members.TextOf("repository"), members.TextOf("ref"), members.TextOf("commit"), digest, time);
        return true;
    }

    /// <summary>The content of the file, as UTF-8 with a line for each member.</summary>
    public byte[] Write()
    {
        var lines = Members()
            .Where(member => member.Value is not null)
            .Select(member => $"  {JsonString.From(member.Name)}: {JsonString.From(member.Value ?? "")}");

        return Encoding.UTF8.GetBytes($"{{\n{string.Join(",\n", lines)}\n}}\n");
    }

    IEnumerable<(string Name, string? Value)> Members() =>
    [
        ("source", Source), ("repository", Repository), ("ref", Ref), ("commit", Commit), ("digest", Digest),
        ("bakedAt", BakedAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
    ];
}
