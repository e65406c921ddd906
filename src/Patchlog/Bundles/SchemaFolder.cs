using System.Collections.Immutable;
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

    readonly SortedDictionary<string, SchemaFile> _schemas = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _typesIgnoringCase = new(StringComparer.OrdinalIgnoreCase);
    readonly HashSet<SchemaFault> _known = [];
    SchemaDocuments _documents = SchemaDocuments.None;
    int _uniqueKeys;
    long _memory = BundleLimits.MaxSchemaMemory;

    /// <summary>Compiles all schemas.</summary>
    /// <returns>The types; worth something only if there was no fault.</returns>
    public IReadOnlyList<AggregateDefinition> Compile()
    {
        foreach (var file in files.Files.Where(file => IsWithin(file.Path)).TakeWhile(_ => !IsFull))
            Read(file);

        _documents = SchemaUris.Of(_schemas);
        var types = new SortedDictionary<string, AggregateDefinition>(StringComparer.Ordinal);
        foreach (var (uri, file) in _schemas.TakeWhile(_ => !IsFull && !IsMemoryUsedUp))
        {
            if (!TryName(uri, file, out var type, out var command)
                || !TryCompile(uri, file, out var schema))
            {
                continue;
            }

            var definition = types.GetValueOrDefault(type.Value) ?? new(type);
            types[type.Value] = command is null
                ? definition with
                {
                    Schema = schema,
                    SchemaDocument = file.Document,
                    UniqueKeys = ReadUniqueKeys(file),
                }
                : definition with
                {
                    Commands = definition.Commands.Add(
                        new(command) { Arguments = schema, ArgumentsDocument = file.Document }),
                };
        }

        if (IsMemoryUsedUp)
            faults.Add(new(BundleLayout.Schemas, $"All schemas together, each with what it refers to, take more memory "
                + $"than the {BundleLimits.MaxSchemaMemory} bytes that a bundle may take."));

        return [.. types.Values];
    }

    bool IsMemoryUsedUp => _memory <= 0;

    /// <summary>Whether nothing more would be told: a bundle with so many faults need not be read to its end.</summary>
    bool IsFull => faults.Count >= BundleLimits.MaxFaults;

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
            return IsOneInEveryCase(type, file);
        }

        faults.Add(file.FaultAt(JsonPointer.Root, TargetName.IsReserved(parts[0])
            ? $"The type \"{parts[0]}\" is reserved."
            : "A schema must be called TYPE.json or TYPE.COMMAND.json, where both are names: 1-63 characters of "
                + "A-Z a-z 0-9 _ -, the first a letter or digit. A file that is there for $ref only begins with _."));
        return false;
    }

    // Files whose paths differ only in case are refused before; Orders.ship.json and orders.json are not among them.
    bool IsOneInEveryCase(TargetName type, SchemaFile file)
    {
        if (_typesIgnoringCase.TryAdd(type.Value, type.Value) || _typesIgnoringCase[type.Value] == type.Value)
            return true;

        faults.Add(file.FaultAt(
            JsonPointer.Root, $"The type {type} differs from {_typesIgnoringCase[type.Value]} only in case."));
        return false;
    }

    ImmutableArray<UniquePaths> ReadUniqueKeys(SchemaFile file)
    {
        var keys = new UniquePathsReader(file, faults).Read();
        _uniqueKeys += keys.Length;
        if (_uniqueKeys <= BundleLimits.MaxAllUniqueKeys)
            return keys;

        var place = JsonPointer.Root.Append(UniquePathsReader.Keyword);
        faults.Add(file.FaultAt(
            place, $"With these keys there are {_uniqueKeys}; a bundle has at most {BundleLimits.MaxAllUniqueKeys}."));

        return [];
    }

    bool TryCompile(string uri, SchemaFile file, [NotNullWhen(true)] out JsonSchema? schema)
    {
        var options = SchemaOptions.Default with
        {
            AssertFormat = true,
            BaseUri = uri,
            Documents = _documents,
            Limits = SchemaLimits.Default with { MaxMemory = Math.Min(_memory, SchemaLimits.Default.MaxMemory) },
        };
        var isCompiled = JsonSchema.TryCompile(file.Document, options, out schema, out var found, out var memory);
        _memory -= memory;
        foreach (var fault in found.Where(_known.Add))      // what two schemas refer to is compiled with both
            faults.Add(FileOf(fault.DocumentUri, file).FaultAt(fault.Pointer, fault.Detail));

        return isCompiled;
    }

    /// <summary>The file of a document, which may have been found by its <c>$id</c>.</summary>
    SchemaFile FileOf(string documentUri, SchemaFile compiled)
    {
        if (_schemas.TryGetValue(documentUri, out var file))
            return file;

        return _documents.TryFind(documentUri, out var document)
            ? _schemas.Values.FirstOrDefault(one => ReferenceEquals(one.Document, document)) ?? compiled
            : compiled;
    }
}
