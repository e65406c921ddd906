using System.Diagnostics.CodeAnalysis;
using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Schema.Resources;
using Patchlog.Json.Values;

namespace Patchlog.Json.Schema.Compiling;

/// <summary>Fills the node of one schema, keyword by keyword, and writes down what is wrong with it.</summary>
sealed class SchemaBuilder(SchemaCompiler compiler, SchemaSite site, SchemaNode node)
{
    static readonly JsonKind[] AllKinds = Enum.GetValues<JsonKind>();

    readonly List<Assertion>[] _assertions = [.. AllKinds.Select(_ => new List<Assertion>())];
    int _children;

    public SchemaCompiler Compiler { get; } = compiler;

    public SchemaSite Site { get; } = site;

    public SchemaNode Node { get; } = node;

    public SchemaDraft Draft => Site.Dialect.Draft;

    JsonObject Schema { get; } = site.Value as JsonObject ?? JsonObject.Empty;

    public void Build()
    {
        switch (Site.Value)
        {
            case JsonObject:
                BuildKeywords();
                break;
            case JsonBoolean flag
                when Draft > SchemaDraft.Draft4 || Site.Keyword is "additionalProperties" or "additionalItems":
                if (!flag.Value)
                    Node.RefuseAll();

                break;
            default:
                var expected = Draft > SchemaDraft.Draft4 ? "an object or a boolean" : "an object";
                Compiler.Faults.Add(
                    SchemaFaultCodes.InvalidKeyword,
                    Site.Resource.Document,
                    Site.Pointer,
                    $"This is {ValueText.Of(Site.Value)}; a schema is {expected}.");
                break;
        }
    }

    /// <summary>The value of a keyword, if the schema has it and the dialect knows it.</summary>
    public bool TryGet(string keyword, [NotNullWhen(true)] out JsonValue? value) =>
        Schema.TryGet(keyword, out value) && KeywordTable.Find(keyword, Site.Dialect) is not null;

    /// <summary>As <see cref="TryGet"/>, for a value of one kind; another is a fault.</summary>
    public bool TryGet<T>(string keyword, string expected, [NotNullWhen(true)] out T? value)
        where T : JsonValue
    {
        value = null;
        if (!TryGet(keyword, out var any))
            return false;

        value = any as T;
        if (value is null)
            Refuse(keyword, any, expected);

        return value is not null;
    }

    /// <summary>The value of a keyword that counts something; beyond a long it is its greatest value.</summary>
    public bool TryGetCount(string keyword, out long count)
    {
        const string expected = "an integer that is not negative";
        count = 0;
        if (!TryGet<JsonNumber>(keyword, expected, out var number))
            return false;

        var isCount = new ExactDecimal(number.Utf8Literal).IsInteger
            && JsonNumber.Compare(number, JsonNumber.From(0)) >= 0;
        if (!isCount)
            Refuse(keyword, number, expected);
        else if (!number.TryGetInt64(out count))
            count = long.MaxValue;

        return isCount;
    }

    /// <summary>The strings of an array; null with a fault if it is something else, or has one twice.</summary>
    public string[]? Strings(string keyword, JsonValue value)
    {
        const string expected = "an array of distinct strings";
        if (value is not JsonArray items)
        {
            Refuse(keyword, value, expected);
            return null;
        }

        var strings = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item is JsonString text && strings.Add(text.Value))
                continue;

            Refuse(keyword, item, expected);

            return null;
        }

        return [.. strings];
    }

    /// <summary>The node of the schema that stands in a keyword; null with a fault if there is none.</summary>
    /// <param name="keyword">The keyword.</param>
    /// <param name="tokens">The way from there, not escaped.</param>
    public SchemaNode? Child(string keyword, params ReadOnlySpan<string> tokens)
    {
        if (Compiler.Library.IsFull)
            return null;

        var pointer = Site.Pointer + JsonPointer.Escape(keyword);
        foreach (var token in tokens)
            pointer += JsonPointer.Escape(token);

        if (Site.Resource.Document.Sites.TryGetValue(pointer, out var child))
        {
            _children++;
            return Compiler.NodeOf(child);
        }

        Refuse(keyword, Schema[keyword] ?? JsonValue.Null, "a schema");
        return null;
    }

    /// <summary>The node of a keyword that holds one schema; null if the schema does not have it.</summary>
    public SchemaNode? ChildOf(string keyword)
    {
        if (!TryGet(keyword, out var value))
            return null;

        if (value is JsonObject or JsonBoolean)
            return Child(keyword);

        Refuse(keyword, value, "a schema: an object or a boolean");
        return null;
    }

    /// <summary>The nodes of a keyword that holds an array of schemas; null if the schema does not have it.</summary>
    public SchemaNode[]? ChildrenOf(string keyword)
    {
        const string expected = "an array of one schema or more";
        if (!TryGet<JsonArray>(keyword, expected, out var items))
            return null;

        if (items.Count == 0)
            Refuse(keyword, items, expected);

        var nodes = new List<SchemaNode>();
        for (var i = 0; i < items.Count; i++)
        {
            if (Child(keyword, $"{i}") is { } child)
                nodes.Add(child);
        }

        return [.. nodes];
    }

    /// <summary>The node of a schema that this one refers to.</summary>
    public SchemaNode Referred(SchemaSite target)
    {
        _children++;
        return Compiler.NodeOf(target);
    }

    /// <summary>Has an assertion checked for values of some kinds; of all if none is named.</summary>
    public void Add(Assertion assertion, params ReadOnlySpan<JsonKind> kinds)
    {
        foreach (var kind in kinds.IsEmpty ? AllKinds : kinds)
            _assertions[(int)kind].Add(assertion);
    }

    /// <summary>Adds the fault that a keyword's value is not what it must be.</summary>
    public void Refuse(string keyword, JsonValue value, string expected) =>
        Fault(SchemaFaultCodes.InvalidKeyword, keyword, $"'{keyword}' is {ValueText.Of(value)}; expected {expected}.");

    public void Fault(string code, string keyword, string detail) => Compiler.Faults.Add(code, Site, keyword, detail);

    void BuildKeywords()
    {
        ReferenceKeywords.Build(this);
        if (!Site.Dialect.HasLoneReferences || Schema["$ref"] is not JsonString)
        {
            IdentifierKeywords.Build(this, Schema);
            ValueKeywords.Build(this);
            NumberKeywords.Build(this);
            StringKeywords.Build(this);
            ObjectKeywords.Build(this);
            ArrayKeywords.Build(this);
            CombiningKeywords.Build(this);
        }

        Node.Applies(_children);
        foreach (var kind in AllKinds)
            Node.Add(kind, [.. _assertions[(int)kind]]);
    }
}
