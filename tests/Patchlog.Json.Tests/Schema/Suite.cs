using System.Collections.Immutable;
using System.Text.Json;
using Patchlog.Json.Schema;

namespace Patchlog.Json.Tests.Schema;

/// <summary>The official test suite in tests/json-schema-suite: its files, its documents, and how a file fares.</summary>
static class Suite
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "json-schema-suite");

    public static ImmutableArray<(string Name, SchemaDraft Draft)> Drafts { get; } =
    [
        ("draft4", SchemaDraft.Draft4),
        ("draft6", SchemaDraft.Draft6),
        ("draft7", SchemaDraft.Draft7),
        ("draft2019-09", SchemaDraft.Draft201909),
        ("draft2020-12", SchemaDraft.Draft202012),
    ];

    /// <summary>What tests refer to, under the URI that the suite gives it.</summary>
    public static SchemaDocuments Remotes { get; } = ReadRemotes();

    /// <summary>The files of a draft, without folder and extension, below a folder such as <c>optional/format</c>.</summary>
    public static IEnumerable<string> Files(string draft, string below = "") =>
        Directory.EnumerateFiles(Path.Combine(Folder, draft, below), "*.json")
            .Select(file => Path.Combine(below, Path.GetFileNameWithoutExtension(file)))
            .Order(StringComparer.Ordinal);

    /// <summary>Runs all tests of a file.</summary>
    public static SuiteResult Run(string draft, string file, SchemaOptions options)
    {
        // The framework's reader, since a test may hold a document that ours must refuse.
        using var groups = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, draft, file + ".json")));
        var result = new SuiteResult();
        foreach (var group in groups.RootElement.EnumerateArray())
            RunGroup(group, options, result);
        return result;
    }

    /// <summary>The schemas of a file with the documents that they are tried with, as far as they can be read.</summary>
    public static IEnumerable<(JsonValue Schema, ImmutableArray<JsonValue> Documents)> Groups(string draft, string file)
    {
        using var groups = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, draft, file + ".json")));
        foreach (var group in groups.RootElement.EnumerateArray())
        {
            var documents = group.GetProperty("tests").EnumerateArray()
                .Select(test => TryParse(test.GetProperty("data"))).OfType<JsonValue>();
            if (TryParse(group.GetProperty("schema")) is { } schema)
                yield return (schema, [.. documents]);
        }
    }

    static void RunGroup(JsonElement group, SchemaOptions options, SuiteResult result)
    {
        var title = group.GetProperty("description").GetString();
        var schema = TryParse(group.GetProperty("schema"));
        JsonSchema? compiled = null;
        ImmutableArray<SchemaFault> faults = [];
        if (schema is not null)
            JsonSchema.TryCompile(schema, options, out compiled, out faults);

        foreach (var test in group.GetProperty("tests").EnumerateArray())
        {
            var name = $"{title}: {test.GetProperty("description").GetString()}";
            var document = TryParse(test.GetProperty("data"));
            if (schema is null || document is null)
                result.Unreadable.Add(name);
            else if (compiled is null)
                result.Failed.Add($"{name}: {string.Join(" ", faults.Select(fault => fault.Detail))}");
            else
                Judge(compiled, document, name, test.GetProperty("valid").GetBoolean(), result);
        }
    }

    static void Judge(JsonSchema schema, JsonValue document, string name, bool expected, SuiteResult result)
    {
        var errors = schema.Validate(document);
        if (schema.IsValid(document) != expected)
            result.Failed.Add($"{name}: expected {(expected ? "valid" : "invalid")}. {errors.FirstOrDefault()}");
        else if (errors.IsEmpty != expected)
            result.Failed.Add($"{name}: errors and answer differ.");
        else
            result.Passed++;
    }

    /// <summary>The value; null if the model can't hold it.</summary>
    static JsonValue? TryParse(JsonElement element)
    {
        var utf8 = System.Text.Encoding.UTF8.GetBytes(element.GetRawText());
        return JsonValue.TryParse(utf8, JsonLimits.Default, out var value, out _) ? value : null;
    }

    static SchemaDocuments ReadRemotes()
    {
        var root = Path.Combine(Folder, "remotes");
        return SchemaDocuments.Of(Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories).Select(file =>
            KeyValuePair.Create(
                $"http://localhost:1234/{Path.GetRelativePath(root, file).Replace('\\', '/')}",
                JsonValue.Parse(File.ReadAllText(file)))));
    }
}

/// <summary>How a file of the suite fared.</summary>
sealed class SuiteResult
{
    public int Passed { get; set; }

    public List<string> Failed { get; } = [];

    /// <summary>Tests whose text <see cref="JsonValue"/> refuses: they have U+0000, which databases can't store.</summary>
    public List<string> Unreadable { get; } = [];

    public int Count => Passed + Failed.Count + Unreadable.Count;
}
