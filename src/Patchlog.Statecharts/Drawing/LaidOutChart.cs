namespace Patchlog.Statecharts.Drawing;

/// <summary>A machine whose states have their places. Immutable.</summary>
/// <param name="Drawn">What is drawn.</param>
/// <param name="Layout">Where everything is.</param>
sealed record LaidOutChart(DrawnChart Drawn, Layout Layout)
{
    /// <summary>Lays a machine out; one that is too much for the script has its boxes stacked.</summary>
    public static LaidOutChart Of(Statechart chart)
    {
        var drawn = new DrawnChart(chart);
        var graph = new DrawnGraph(drawn);
        if (graph.Nodes.Count + graph.Edges.Count > DrawingLimits.MaxLaidOut)
            return new(drawn, new StackedLayout(graph).Run());

        return LayoutScript.TryRun(graph, out var layout, out _)
            ? new(drawn, layout)
            : new(drawn, new StackedLayout(graph).Run());
    }
}
