using System.Diagnostics.CodeAnalysis;
using System.Text;
using Patchlog.Json;

namespace Patchlog.Bundles;

/// <summary>
/// A schema of a bundle that could be read as JSON, and the way from its parts to their lines. Used by one caller at a
/// time.
/// </summary>
sealed class SchemaFile
{
    readonly BundleFile _file;
    byte[]? _utf8;      // of a faulty one alone, until its faults are found

    SchemaFile(BundleFile file, JsonValue document) => (_file, Document) = (file, document);

    /// <summary>The schema.</summary>
    public JsonValue Document { get; }

    /// <summary>Reads a file; a fault says where it is no JSON.</summary>
    public static bool TryParse(
        BundleFile file, JsonLimits limits,
        [NotNullWhen(true)] out SchemaFile? schema, [NotNullWhen(false)] out BundleFault? fault)
    {
        (schema, fault) = (null, null);
        var utf8 = Encoding.UTF8.GetBytes(file.Text);
        if (JsonValue.TryParse(utf8, limits, out var document, out var found))
        {
            schema = new(file, document);
            return true;
        }

        var (line, column) = JsonLocation.OfOffset(utf8, Math.Max(found.ByteOffset, 0));
        fault = new(file.Path, found.Detail, line, column);

        return false;
    }

    /// <summary>A fault at a place in the file.</summary>
    public BundleFault FaultAt(string pointer, string detail) =>
        FaultAt(JsonPointer.TryParse(pointer, out var parsed) ? parsed : JsonPointer.Root, detail);

    /// <inheritdoc cref="FaultAt(string, string)"/>
    public BundleFault FaultAt(JsonPointer pointer, string detail)
    {
        _utf8 ??= Encoding.UTF8.GetBytes(_file.Text);
        var (line, column) = JsonLocation.OfPointer(_utf8, pointer);

        return new(_file.Path, detail, line, column);
    }
}
