using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Json.Schema;

namespace Patchlog.Bundles;

/// <summary>
/// The folder <c>schemas/</c>: <c>TYPE.json</c> is the schema of a type, <c>TYPE.COMMAND.json</c> that of a command's
/// arguments. Files that begin with <c>_</c>, and those in folders below, are there for <c>$ref</c> only.
/// </summary>
/// <remarks>
/// The URI of a schema is its path below the folder, and its <c>$id</c>. <c>format</c> asserts: who writes
/// <c>"format": "email"</c> expects that an order without one is refused.
/// </remarks>
/// <param name="files">All files of the bundle.</param>
/// <param name="faults">Takes what is wrong.</param>
sealed class SchemaFolder(BundleFiles files, List<BundleFault> faults)
{
    static readonly JsonLimits Limits = JsonLimits.Default with { MaxBytes = BundleLimits.MaxFileBytes };

    readonly Dictionary<string, SchemaFile> _schemas = new(StringComparer.Ordinal);

    /// <summary>Compiles all schemas.</summary>
    /// <returns>The types; worth something only if there was no fault.</returns>
    public IReadOnlyList<AggregateDefinition> Compile()
    {
        foreach (var file in files.Files.Where(file => IsWithin(file.Path)))
            Read(file);

        var options = SchemaOptions.Default with { AssertFormat = true, Documents = SchemaUris.Of(_schemas) };
        var types = new SortedDictionary<string, AggregateDefinition>(StringComparer.Ordinal);
        foreach (var (uri, file) in _schemas)
        {
            if (!TryName(uri, file, out var type, out var command)
                || !TryCompile(uri, file, options, out var schema))
            {
                continue;
            }

            var definition = types.GetValueOrDefault(type.Value) ?? new(type);
            types[type.Value] = command is null
                ? definition with
                {
                    Schema = schema,
                    SchemaDocument = file.Document,
                    UniqueKeys = new UniquePathsReader(file, faults).Read(),
                }
                : definition with { Commands = definition.Commands.Add(new(command, schema, file.Document)) };
        }

        return [.. types.Values];
    }

    static bool IsWithin(string path) => path.StartsWith(BundleLayout.Schemas, StringComparison.Ordinal);

    void Read(BundleFile file)
    {
        if (!file.Path.EndsWith(".json", StringComparison.Ordinal))
        {
            faults.Add(new(file.Path, "A file of schemas/ must be JSON, and be called .json."));
            return;
        }

        if (SchemaFile.TryParse(file, Limits, out var schema, out var fault))
            _schemas.Add(file.Path[BundleLayout.Schemas.Length..], schema);
        else
            faults.Add(fault);
    }

    /// <summary>Says what a file is the schema of; false where it is there for references only.</summary>
    bool TryName(string uri, SchemaFile file, out TargetName type, out string? command)
    {
        (type, command) = (default, null);
        if (uri.Contains('/', StringComparison.Ordinal) || uri.StartsWith('_'))
            return false;

        var parts = uri[..^".json".Length].Split('.');
        command = parts.Length == 2 ? parts[1] : null;
        if (parts.Length <= 2 && TargetName.TryParse(parts[0], out type)
            && (command is null || Command.IsName(command)))
        {
            return true;
        }

        faults.Add(file.FaultAt(JsonPointer.Root, TargetName.IsReserved(parts[0])
            ? $"The type \"{parts[0]}\" is reserved."
            : "A schema must be called TYPE.json or TYPE.COMMAND.json, where both are names: 1-63 characters of "
                + "A-Z a-z 0-9 _ -, the first a letter or digit. A file that is there for $ref only begins with _."));
        return false;
    }

    bool TryCompile(string uri, SchemaFile file, SchemaOptions options, [NotNullWhen(true)] out JsonSchema? schema)
    {
        options = options with { BaseUri = uri };
        if (JsonSchema.TryCompile(file.Document, options, out schema, out var found))
            return true;

        foreach (var fault in found)
        {
            var faulty = _schemas.GetValueOrDefault(fault.DocumentUri) ?? file;
            var place = faulty.FaultAt(fault.Pointer, fault.Detail);
            if (!faults.Contains(place))    // what two schemas refer to is compiled with both
                faults.Add(place);
        }

        return false;
    }
}
