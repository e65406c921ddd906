using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Jint.Native;
using Patchlog.Json;
using Patchlog.Scripting;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Drawing;

/// <summary>
/// Lays graphs out with dagre, on engines of its own that are bounded as all others. Equal graphs are laid out alike.
/// Thread-safe.
/// </summary>
static class LayoutScript
{
    static readonly ScriptPool Engines = new(DrawingLimits.Script, maxIdle: 1);
    static readonly PreparedScript Dagre = Prepare("dagre.min.js");
    static readonly PreparedScript Call = Prepare("layout.js");

    // A layout takes a processor for a while: as many at once as there are, and not one for each request.
    static readonly SemaphoreSlim Turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Lays a graph out; false if that passes a bound.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="layout">Where everything is.</param>
    /// <param name="fault">Why nothing is anywhere.</param>
    public static bool TryRun(
        DrawnGraph graph, [NotNullWhen(true)] out Layout? layout, [NotNullWhen(false)] out ScriptFault? fault)
    {
        layout = null;
        Turns.Wait();
        try
        {
            using var engine = Engines.Rent(new(DateTimeOffset.UnixEpoch, 0));
            if (!engine.TryEvaluate(Dagre, out _, out fault)
                || !engine.TryEvaluate(Call, out var function, out fault)
                || !engine.TryCall(
                    function, JsValue.Undefined, [new JsString(Describe(graph))], out var told, out fault))
            {
                return false;
            }

            layout = Read(graph, told.ToString());
            return true;
        }
        finally
        {
            Turns.Release();
        }
    }

    static string Describe(DrawnGraph graph) => JsonObject.Of(
        new("nodes", JsonArray.Of([.. graph.Nodes.Select(Describe)])),
        new("edges", JsonArray.Of([.. graph.Edges.Select(Describe)]))).ToString();

    static JsonValue Describe(DrawnGraph.Node node, int at)
    {
        var json = JsonObject.Of(
            new("id", IdOf(at)), new("width", JsonNumber.From(node.Width)),
            new("height", JsonNumber.From(node.Height)));

        return node.Parent is { } parent ? json.With("parent", IdOf(parent)) : json;
    }

    static JsonValue Describe(DrawnGraph.Edge edge)
    {
        var lines = edge.Lines;
        var width = lines.IsEmpty ? 0 : lines.Max(DrawnText.WidthOf) + 8;

        return JsonObject.Of(
            new("from", IdOf(edge.From)), new("to", IdOf(edge.To)), new("width", JsonNumber.From(width)),
            new("height", JsonNumber.From(lines.Length * DrawnGraph.LineHeight)));
    }

    static string IdOf(int node) => string.Create(CultureInfo.InvariantCulture, $"n{node}");

    static Layout Read(DrawnGraph graph, string text)
    {
        if (!JsonValue.TryParse(System.Text.Encoding.UTF8.GetBytes(text), JsonLimits.Default, out var json, out _)
            || json is not JsonObject laidOut)
        {
            throw new InvalidOperationException("The layout is no object.");
        }

        var boxes = graph.Nodes.Zip(ItemsOf(laidOut, "nodes"), static (node, place) =>
        {
            var numbers = NumbersOf(place);
            var head = node is { Kind: BoxKind.State, State.Kind: StateKind.Parallel } ? DrawingLimits.ParallelHead : 0;
            return new Box(
                node.State, node.Kind, numbers[0] - (numbers[2] / 2), numbers[1] - (numbers[3] / 2) - head, numbers[2],
                numbers[3] + head);
        }).ToImmutableArray();

        var routes = graph.Edges.Zip(ItemsOf(laidOut, "edges"), (edge, place) =>
        {
            var way = (JsonObject)place;
            var at = NumbersOf(way["at"]);
            var points = NumbersOf(way["points"]).Chunk(2).Select(point => (point[0], point[1])).ToImmutableArray();

            return graph.RouteOf(edge, boxes, (at[0], at[1]), points);
        });

        return new(NumberOf(laidOut["width"]), NumberOf(laidOut["height"]), boxes, [.. routes]);
    }

    static JsonValue[] ItemsOf(JsonObject json, string name) =>
        (json[name] as JsonArray ?? JsonArray.Empty).Items.ToArray();

    static double[] NumbersOf(JsonValue? json) =>
        [.. (json as JsonArray ?? JsonArray.Empty).Items.ToArray().Select(NumberOf)];

    static double NumberOf(JsonValue? json) => (json as JsonNumber)?.ToDouble() ?? 0;

    static PreparedScript Prepare(string name)
    {
        using var stream = typeof(LayoutScript).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no resource {name}.");
        using var reader = new StreamReader(stream);

        return PreparedScript.TryPrepare(reader.ReadToEnd(), name, 1, out var script, out var fault)
            ? script
            : throw new InvalidOperationException(fault.ToString());
    }
}
