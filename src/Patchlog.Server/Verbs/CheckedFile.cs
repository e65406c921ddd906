using System.Diagnostics.CodeAnalysis;
using Patchlog.Bundles;
using Patchlog.Json;

namespace Patchlog.Server.Verbs;

/// <summary>A JSON file that a verb was told to read, with the way from its parts to their lines. Immutable.</summary>
sealed class CheckedFile
{
    // The text is bounded in bytes; beyond that it may be whatever a value can be.
    static readonly JsonLimits Limits = new()
    {
        MaxBytes = VerbLimits.MaxCheckedBytes,
        MaxDepth = JsonValue.MaxDepth,
        MaxValues = int.MaxValue,
        MaxNumberLength = int.MaxValue,
        MaxExponent = 1_000_000,
        MaxExpandedNumberBytes = int.MaxValue,
    };

    readonly ReadOnlyMemory<byte> _text;

    CheckedFile(string path, ReadOnlyMemory<byte> text, JsonValue document) =>
        (Path, _text, Document) = (path, text, document);

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>What the file says.</summary>
    public JsonValue Document { get; }

    /// <summary>Reads a file, which may be a pipe, and may begin with a byte order mark.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="file">The file, if the answer is true.</param>
    /// <param name="fault">Why it can't be read, or where it is no JSON.</param>
    public static bool TryRead(
        string path, [NotNullWhen(true)] out CheckedFile? file, [NotNullWhen(false)] out BundleFault? fault)
    {
        file = null;
        if (!BoundedFile.TryRead(path, VerbLimits.MaxCheckedBytes, out var text, out fault))
            return false;

        if (JsonValue.TryParse(text.Span, Limits, out var document, out var found))
        {
            file = new(path, text, document);
            return true;
        }

        var (line, column) = JsonLocation.OfOffset(text.Span, Math.Max(found.ByteOffset, 0));
        fault = new(path, found.Detail, line, column);
        return false;
    }

    /// <summary>A fault at a place in the file.</summary>
    public BundleFault FaultAt(string pointer, string detail)
    {
        var place = JsonPointer.TryParse(pointer, out var parsed) ? parsed : JsonPointer.Root;
        var (line, column) = JsonLocation.OfPointer(_text.Span, place);

        return new(Path, detail, line, column);
    }
}
