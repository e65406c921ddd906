using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Patchlog.Json.Schema.Resources;

/// <summary>The metaschemas of all drafts, built in. Each is read when it is first asked for.</summary>
static class MetaschemaStore
{
    const string Folder = "Patchlog.Json.Schema.Metaschemas.";

    static readonly FrozenDictionary<string, Lazy<JsonValue>> Documents = Build();

    /// <summary>The metaschema, or part of one, of a URI without a fragment.</summary>
    public static bool TryGet(string uri, [NotNullWhen(true)] out JsonValue? document)
    {
        document = Documents.TryGetValue(uri, out var lazy) ? lazy.Value : null;
        return document is not null;
    }

    static FrozenDictionary<string, Lazy<JsonValue>> Build()
    {
        var documents = new Dictionary<string, Lazy<JsonValue>>(StringComparer.Ordinal);
        foreach (var draft in (string[])["draft-04", "draft-06", "draft-07"])
            Add(documents, $"http://json-schema.org/{draft}/schema", draft);

        foreach (var draft in (string[])["2019-09", "2020-12"])
        {
            Add(documents, $"https://json-schema.org/draft/{draft}/schema", draft);
            foreach (var part in (string[])["core", "applicator", "validation", "meta-data", "content"])
                Add(documents, $"https://json-schema.org/draft/{draft}/meta/{part}", $"{draft}.{part}");
        }

        Add(documents, "https://json-schema.org/draft/2019-09/meta/format", "2019-09.format");
        foreach (var part in (string[])["unevaluated", "format-annotation", "format-assertion"])
            Add(documents, $"https://json-schema.org/draft/2020-12/meta/{part}", $"2020-12.{part}");

        return documents.ToFrozenDictionary(StringComparer.Ordinal);
    }

    static void Add(Dictionary<string, Lazy<JsonValue>> documents, string uri, string file) =>
        documents.Add(uri, new Lazy<JsonValue>(() => Read(file)));

    static JsonValue Read(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Folder}{file}.json")
            ?? throw new InvalidOperationException($"The metaschema {file} is missing.");
        var utf8 = new byte[stream.Length];
        stream.ReadExactly(utf8);

        return JsonValue.Parse(utf8);
    }
}
