using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Schema.Keywords;
using Patchlog.Json.Schema.Patterns;
using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Compiling;

/// <summary>
/// Compiles a schema, and of other documents what it refers to. One schema after another is taken from a queue, so
/// chains of references of any length need no stack.
/// </summary>
sealed class SchemaCompiler
{
    readonly Dictionary<SchemaSite, SchemaNode> _nodes = [];
    readonly Queue<SchemaSite> _open = new();
    readonly Dictionary<string, Pattern> _patterns = new(StringComparer.Ordinal);
    readonly List<MemberRules> _rulesOnNames = [];
    readonly SchemaOptions _options;
    int _patternLength;

    SchemaCompiler(JsonValue schema, SchemaOptions options)
    {
        _options = options;
        Faults = new FaultList(options.Limits.MaxFaults);
        Memory = new MemoryBudget(options.Limits.MaxMemory);
        Library = new SchemaLibrary(schema, options, Faults, Memory);
        Dynamic = new DynamicLinker(this);
    }

    public FaultList Faults { get; }

    public MemoryBudget Memory { get; }

    public SchemaLibrary Library { get; }

    public ReferenceLoops Loops { get; } = new();

    public DynamicLinker Dynamic { get; }

    public bool? AssertFormat => _options.AssertFormat;

    /// <summary>The schemas that are compiled, or about to be, by their place.</summary>
    public IReadOnlyDictionary<SchemaSite, SchemaNode> Nodes => _nodes;

    /// <summary>Compiles a schema; answers its root, or all that is wrong.</summary>
    public static bool TryCompile(
        JsonValue schema,
        SchemaOptions options,
        [NotNullWhen(true)] out SchemaNode? root,
        out long memory,
        out ImmutableArray<SchemaFault> faults)
    {
        var compiler = new SchemaCompiler(schema, options);
        root = compiler.Compile();
        memory = compiler.Memory.Taken;
        faults = compiler.Faults.ToImmutable();
        if (!faults.IsEmpty)
            root = null;

        return root is not null;
    }

    /// <summary>The node of a schema, which may not be filled yet.</summary>
    public SchemaNode NodeOf(SchemaSite site)
    {
        if (!_nodes.TryGetValue(site, out var node))
        {
            node = new SchemaNode(site);
            _nodes.Add(site, node);
            _open.Enqueue(site);
        }

        return node;
    }

    /// <summary>The pattern of a text, made once; null with a fault at a keyword if it is none.</summary>
    public Pattern? PatternOf(string text, SchemaSite site, string keyword)
    {
        if (_patterns.TryGetValue(text, out var pattern))
            return pattern;

        var left = Math.Min(_options.Limits.MaxPatternLength - _patternLength, Memory.PatternRoom);
        if (Pattern.TryParse(text, left, out pattern, out var fault))
        {
            _patternLength += pattern.Length;
            _patterns.Add(text, pattern);
            Memory.TakePattern(pattern);

            return pattern;
        }

        var code = fault.IsLimit ? SchemaFaultCodes.LimitExceeded : SchemaFaultCodes.InvalidPattern;
        var place = fault.IsLimit ? "" : $" at character {fault.Offset + 1}";
        var detail = $"'{JsonFault.Excerpt(text)}' is no regular expression of ECMA-262{place}: {fault.Detail}.";
        Faults.Add(code, site, keyword, detail);

        return null;
    }

    /// <summary>Remembers rules whose <c>propertyNames</c> may depend on the dynamic scope.</summary>
    public void AddRulesOnNames(MemberRules rules) => _rulesOnNames.Add(rules);

    /// <summary>
    /// Has schemas that are references and nothing else lead straight to where the last of them leads.
    /// </summary>
    void ShortenReferences()
    {
        foreach (var node in _nodes.Values)
        {
            var target = node;
            while (target.LoneReference is { } next)
                target = next;

            if (!ReferenceEquals(target, node))
                node.LeadTo(target);
        }
    }

    SchemaNode Compile()
    {
        // What is in the document itself is compiled even if nothing refers to it: its author wants to hear of faults.
        var root = NodeOf(Library.Root);
        if (Library.IsFull)
            return root;

        foreach (var site in Library.Root.Resource.Document.Sites.Values.ToArray())
            NodeOf(site);

        do
        {
            while (!Faults.IsFull && !Library.IsFull && _open.TryDequeue(out var site))
                new SchemaBuilder(this, site, _nodes[site]).Build();
        }
        while (!Faults.IsFull && !Library.IsFull && Dynamic.Link());

        Loops.Report(Faults);
        if (Faults.IsEmpty && !Dynamic.IsUsed)
            ShortenReferences();

        foreach (var rules in _rulesOnNames)
            rules.HasFixedNames = !Dynamic.IsUsed;

        return root;
    }
}
