using System.Runtime.CompilerServices;
using Patchlog.Statecharts.Drawing;

namespace Patchlog.Statecharts;

/// <summary>
/// Drawings of machines: equal machines are drawn alike, and no name can mean anything but itself. Thread-safe.
/// </summary>
public static class StatechartDrawing
{
    // Where things are does not depend on what is marked: it is found out once for each machine, while it is in use.
    static readonly ConditionalWeakTable<Statechart, Lazy<LaidOutChart>> LaidOut = [];

    /// <summary>The machine as text for Mermaid (<c>stateDiagram-v2</c>), with some states marked.</summary>
    /// <param name="chart">The machine.</param>
    /// <param name="active">The paths of the states to mark.</param>
    public static string ToMermaid(Statechart chart, IReadOnlyCollection<string> active)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(active);
        return new MermaidWriter(new(chart), active).Write();
    }

    /// <summary>The machine as SVG, with some states marked.</summary>
    /// <remarks>
    /// The first drawing of a machine may take up to <see cref="StatechartLimits.MaxLayoutTime"/>. One that needs more
    /// has its boxes stacked as long as it is in use.
    /// </remarks>
    /// <param name="chart">The machine.</param>
    /// <param name="active">The paths of the states to mark.</param>
    public static string ToSvg(Statechart chart, IReadOnlyCollection<string> active)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(active);
        var laidOut = LaidOut.GetValue(chart, static one => new(() => LaidOutChart.Of(one))).Value;

        return new SvgWriter(laidOut.Drawn, laidOut.Layout, active).Write();
    }
}
