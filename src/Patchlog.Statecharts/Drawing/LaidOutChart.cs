using Patchlog.Scripting;

namespace Patchlog.Statecharts.Drawing;

/// <summary>A machine whose states have their places. Immutable.</summary>
/// <param name="Drawn">What is drawn.</param>
/// <param name="Layout">Where everything is.</param>
/// <param name="IsFinal">Whether it would be the same another time.</param>
sealed record LaidOutChart(DrawnChart Drawn, Layout Layout, bool IsFinal)
{
    /// <summary>Lays a machine out; one that is too large for the script has its boxes stacked.</summary>
    public static LaidOutChart Of(Statechart chart)
    {
        var drawn = new DrawnChart(chart);
        var graph = new DrawnGraph(drawn);
        if (graph.Nodes.Count + graph.Edges.Count > DrawingLimits.MaxLaidOut)
            return new(drawn, new StackedLayout(graph).Run(), IsFinal: true);

        return LayoutScript.TryRun(graph, out var layout, out var fault)
            ? new(drawn, layout, IsFinal: true)
            : new(drawn, new StackedLayout(graph).Run(), IsFinal: fault.Code != ScriptFaultCodes.Time);
    }
}
