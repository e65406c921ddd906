using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Patchlog.Json;
using Nodes = System.Text.Json.Nodes;

namespace Patchlog.Benchmarks;

/// <summary>Reading a text of about 1 KB.</summary>
[MemoryDiagnoser]
public class JsonParse
{
    readonly Order _order = new();

    [Benchmark(Baseline = true)]
    public JsonValue Patchlog() => JsonValue.Parse(_order.DocumentText);

    /// <summary>Finds the tokens, into a pooled table; strings and numbers are checked when somebody asks.</summary>
    [Benchmark]
    public void SystemTextJsonDocument() => JsonDocument.Parse(_order.DocumentText).Dispose();

    /// <summary>The same table behind a node; the tree is made when somebody asks.</summary>
    [Benchmark]
    public Nodes.JsonNode? SystemTextJsonNode() => Nodes.JsonNode.Parse(_order.DocumentText);

    /// <summary>The same with the tree made, as a patch needs it.</summary>
    [Benchmark]
    public int SystemTextJsonNodeWalked() => Walk(Nodes.JsonNode.Parse(_order.DocumentText));

    static int Walk(Nodes.JsonNode? node) => node switch
    {
        Nodes.JsonObject members => members.Sum(member => Walk(member.Value)),
        Nodes.JsonArray items => items.Sum(Walk),
        _ => 1,
    };
}

/// <summary>Writing a document of about 1 KB.</summary>
[MemoryDiagnoser]
public class JsonWrite
{
    readonly Order _order = new();
    readonly Nodes.JsonNode _node;

    public JsonWrite() => _node = JsonSerializer.Deserialize<Nodes.JsonNode>(_order.DocumentText)?.DeepClone()
        ?? throw new InvalidOperationException("The document is null.");

    [Benchmark(Baseline = true)]
    public byte[] Patchlog() => _order.Document.ToUtf8Bytes();

    [Benchmark]
    public byte[] SystemTextJsonNode() => JsonSerializer.SerializeToUtf8Bytes(_node);
}

/// <summary>Three operations on a document of about 1 KB.</summary>
[MemoryDiagnoser]
public class JsonPatching
{
    readonly Order _order = new();

    [Benchmark(Baseline = true)]
    public JsonValue Apply() => _order.Apply(_order.Document);

    [Benchmark]
    public byte[] ParseApplyWrite() => _order.ParseApplyWrite();

    [Benchmark]
    public JsonPatch Difference() => JsonDiff.Compute(_order.Document, _order.Patched);
}
