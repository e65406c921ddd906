using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Drawing;

/// <summary>
/// Writes a machine as SVG: without scripts, styles or references, so that it may be shown anywhere. Not thread-safe.
/// </summary>
/// <param name="drawn">What is drawn.</param>
/// <param name="layout">Where everything is.</param>
/// <param name="active">The paths of the states to mark.</param>
sealed class SvgWriter(DrawnChart drawn, Layout layout, IReadOnlyCollection<string> active)
{
    const string Ink = "#1f2937";
    const string Faint = "#64748b";
    const string Mark = "#2563eb";

    readonly StringBuilder _text = new();

    /// <summary>The picture.</summary>
    public string Write()
    {
        var (width, height) = (Number(layout.Width), Number(layout.Height));
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\"");
        Add($" viewBox=\"0 0 {width} {height}\" role=\"img\" font-family=\"Helvetica, Arial, sans-serif\"");
        Add($" font-size=\"13\">\n<title>{DrawnText.Escape(drawn.Chart.Id)}</title>\n");
        Add($"<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n");
        foreach (var box in layout.Boxes)
            Add(box);

        foreach (var route in layout.Routes)
            AddLine(route);

        foreach (var route in layout.Routes)
            AddLabel(route);

        Add("</svg>\n");
        return _text.ToString();
    }

    void Add(Box box)
    {
        switch (box.Kind)
        {
            case BoxKind.Initial:
                Add($"<circle cx=\"{Number(box.X + (box.Width / 2))}\" cy=\"{Number(box.Y + (box.Height / 2))}\"");
                Add($" r=\"6\" fill=\"{Ink}\"/>\n");
                break;
            case BoxKind.Notes:
                AddNotes(box, box.Y + 12, Faint);
                break;
            case BoxKind.State:
                AddState(box);
                break;
        }
    }

    void AddState(Box box)
    {
        var state = box.State;
        var isOuter = state.Kind is StateKind.Compound or StateKind.Parallel;
        var isActive = active.Contains(state.Path) && state.Parent is not null;
        var isAround = !isActive && state.Parent is not null && active.Any(path => IsBelow(path, state.Path));
        var fill = isOuter ? state.Depth % 2 == 0 ? "#f8fafc" : "#eef2f7" : isActive ? Mark : "#ffffff";
        var stroke = isActive || isAround ? Mark : Ink;
        var ink = isActive && !isOuter ? "#ffffff" : Ink;

        Add($"<g{(isActive ? " class=\"active\"" : "")}><title>{DrawnText.Escape(TipOf(state))}</title>");
        AddFrame(box, fill, stroke, isActive || isAround ? 2.5 : 1.2, state.Kind == StateKind.History ? 15 : 8);
        if (state.Kind == StateKind.Final)
            AddFrame(Shrink(box), "none", isActive ? "#ffffff" : stroke, 1, 6);

        var title = DrawnGraph.Shown(DrawnChart.TitleOf(state));
        if (isOuter)
            AddText(title, box.X + 10, box.Y + 17, ink, "start", isBold: true);
        else
            AddText(title, box.X + (box.Width / 2), box.Y + (state.Kind == StateKind.History ? 19.5 : 20.5), ink,
                "middle", isBold: true);

        if (!isOuter)
            AddNotes(box, box.Y + 37, isActive ? "#dbeafe" : Faint);

        Add("</g>\n");
    }

    void AddNotes(Box box, double y, string ink)
    {
        foreach (var note in DrawnGraph.NotesOf(drawn, box.State))
        {
            AddText(note, box.X + (box.Width / 2), y, ink, "middle", isBold: false);
            y += 16;
        }
    }

    void AddLine(Route route)
    {
        if (route.Points.Length < 2)
            return;

        var points = route.Points;
        Add($"<path d=\"M{Pair(points[0])}");
        for (var at = 1; at + 1 < points.Length; at++)
        {
            var here = points[at];
            Add($"L{Pair(Towards(here, points[at - 1]))}Q{Pair(here)} {Pair(Towards(here, points[at + 1]))}");
        }

        Add($"L{Pair(points[^1])}");
        Add($"\" fill=\"none\" stroke=\"{Faint}\" stroke-width=\"1.3\"/>");
        AddHead(points[^2], points[^1]);
    }

    /// <summary>The point at which a bend begins or ends.</summary>
    static (double X, double Y) Towards((double X, double Y) bend, (double X, double Y) other)
    {
        var (dx, dy) = (other.X - bend.X, other.Y - bend.Y);
        var length = Math.Sqrt((dx * dx) + (dy * dy));
        var share = length == 0 ? 0 : Math.Min(DrawingLimits.MaxBend / length, 0.5);

        return (bend.X + (dx * share), bend.Y + (dy * share));
    }

    void AddHead((double X, double Y) from, (double X, double Y) to)
    {
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var length = Math.Sqrt((dx * dx) + (dy * dy));
        if (length == 0)
            (dx, dy, length) = (0, 1, 1);

        (dx, dy) = (dx / length * 8, dy / length * 8);
        var left = (to.X - dx + (dy / 2), to.Y - dy - (dx / 2));
        var right = (to.X - dx - (dy / 2), to.Y - dy + (dx / 2));
        Add($"<path d=\"M{Pair(to)}L{Pair(left)}L{Pair(right)}Z\" fill=\"{Faint}\"/>\n");
    }

    void AddLabel(Route route)
    {
        var lines = DrawnGraph.LinesOf(route.Label);
        if (lines.IsEmpty)
            return;

        var (x, y) = route.At;
        y += 4.5 - ((lines.Length - 1) * DrawnGraph.LineHeight / 2);
        Add($"<g><title>{DrawnText.Escape(DrawnText.Cut(route.Label, DrawingLimits.MaxLabelLength))}</title>");
        foreach (var line in lines)
        {
            Add($"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"middle\" fill=\"{Ink}\" stroke=\"#ffffff\"");
            Add($" stroke-width=\"4\" paint-order=\"stroke\" font-size=\"12\">{DrawnText.Escape(line)}</text>");
            y += DrawnGraph.LineHeight;
        }

        Add("</g>\n");
    }

    void AddFrame(Box box, string fill, string stroke, double width, double radius)
    {
        Add($"<rect x=\"{Number(box.X)}\" y=\"{Number(box.Y)}\" width=\"{Number(box.Width)}\"");
        Add($" height=\"{Number(box.Height)}\" rx=\"{Number(radius)}\" fill=\"{fill}\" stroke=\"{stroke}\"");
        Add($" stroke-width=\"{Number(width)}\"/>");
    }

    void AddText(string text, double x, double y, string ink, string anchor, bool isBold)
    {
        Add($"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\" fill=\"{ink}\"");
        Add($"{(isBold ? " font-weight=\"bold\"" : " font-size=\"12\"")}>{DrawnText.Escape(text)}</text>");
    }

    static Box Shrink(Box box) =>
        box with { X = box.X + 3, Y = box.Y + 3, Width = box.Width - 6, Height = box.Height - 6 };

    static string TipOf(StateNode state) =>
        DrawnText.Cut(state.Parent is null ? state.Id : state.Path, DrawingLimits.MaxLabelLength);

    static bool IsBelow(string path, string outer) =>
        path.Length > outer.Length && path[outer.Length] == '.' && path.StartsWith(outer, StringComparison.Ordinal);

    static string Pair((double X, double Y) point) => $"{Number(point.X)} {Number(point.Y)}";

    static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    void Add(string text) => _text.Append(text);
}
