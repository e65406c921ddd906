using Patchlog.Scripting;

namespace Patchlog.Statecharts.Drawing;

/// <summary>Bounds of drawings, and of the script that lays them out.</summary>
static class DrawingLimits
{
    /// <summary>The longest text of a transition in text for Mermaid, in UTF-16 units; what is longer is cut.</summary>
    public const int MaxLabelLength = 200;

    /// <summary>The longest text that a picture shows in one line, in UTF-16 units; its tooltip has the rest.</summary>
    public const int MaxShownLength = 48;

    /// <summary>The most lines in the box of one state.</summary>
    public const int MaxNotes = 12;

    /// <summary>The most boxes and ways that the script lays out; beyond, boxes are stacked.</summary>
    public const int MaxLaidOut = 600;

    /// <summary>What a parallel state has above its regions, in pixels, for its name.</summary>
    public const int ParallelHead = 12;

    /// <summary>The largest radius of a bend in an arrow, in pixels.</summary>
    public const int MaxBend = 14;

    /// <summary>The bounds of the script.</summary>
    public static readonly ScriptLimits Script = new()
    {
        MaxStatements = 200_000_000,
        MaxTime = StatechartLimits.MaxLayoutTime,
        MaxAllocatedBytes = 4L << 30,
        MaxRecursion = 1000,
        AllowsPromises = false,
    };
}
