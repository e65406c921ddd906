using System.Collections.Immutable;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Drawing;

/// <summary>
/// A machine as a graph of boxes and ways, before anything has a place. Ways end at boxes without others in them: what
/// leads from or to an outer state is led on to one of its own, and cut at its edge afterwards. Immutable.
/// </summary>
sealed class DrawnGraph
{
    /// <summary>From one line of text to the next, in pixels.</summary>
    public const double LineHeight = 16;

    const double Padding = 24;

    readonly List<Node> _nodes = [];
    readonly List<Edge> _edges = [];
    readonly Dictionary<StateNode, int> _anchors = [];

    /// <param name="drawn">What is drawn.</param>
    public DrawnGraph(DrawnChart drawn)
    {
        Drawn = drawn;
        AddState(drawn.States[0], null);
        foreach (var state in drawn.States)
        {
            if (state.Initial is { } initial)
                _edges.Add(new(_anchors[state], _anchors[initial], state, initial, "") { IsFromDot = true });
        }

        foreach (var way in drawn.Transitions.GroupBy(one => (one.Source, one.Target)))
        {
            var (source, target) = way.Key;
            var labels = way.Select(one => one.Label).Where(label => label.Length > 0).Distinct(StringComparer.Ordinal);
            _edges.Add(new(_anchors[source], _anchors[target], source, target, string.Join('\n', labels)));
        }
    }

    public DrawnChart Drawn { get; }

    /// <summary>The boxes, outer before inner ones.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    public IReadOnlyList<Edge> Edges => _edges;

    /// <summary>Gives a route its label, and cuts it at the edges of outer states.</summary>
    /// <param name="edge">The way.</param>
    /// <param name="boxes">The boxes in the order of <see cref="Nodes"/>.</param>
    /// <param name="at">The middle of the label.</param>
    /// <param name="points">The way from box to box.</param>
    public Route RouteOf(
        Edge edge, IReadOnlyList<Box> boxes, (double X, double Y) at, ImmutableArray<(double X, double Y)> points)
    {
        var isInside = edge.IsFromDot || edge.Target.IsBelow(edge.Source);
        if (isInside)
            points = [MiddleOf(boxes[edge.From]), .. points.Skip(1)];

        var isMoved = false;
        if (!isInside && edge.Source != edge.Target && !edge.Source.IsLeaf)
            Clip(boxes[NodeOf(edge.Source)], isReversed: false);
        if (edge.Source != edge.Target && !edge.Source.IsBelow(edge.Target) && !edge.Target.IsLeaf)
            Clip(boxes[NodeOf(edge.Target)], isReversed: true);

        return new(edge.Label, isMoved ? LabelAt(points, edge) : at, points);

        void Clip(Box box, bool isReversed)
        {
            var clipped = DrawnGraph.Clip(isReversed ? [.. points.Reverse()] : points, box);
            isMoved |= clipped.Length > 0 && box.Contains(at) && clipped[0] != points[isReversed ? ^1 : 0];
            points = isReversed ? [.. clipped.Reverse()] : clipped;
        }
    }

    static (double X, double Y) MiddleOf(Box box) => (box.X + (box.Width / 2), box.Y + (box.Height / 2));

    // What lost its place is halfway, and above a way that is hardly longer than it.
    static (double X, double Y) LabelAt(ImmutableArray<(double X, double Y)> points, Edge edge)
    {
        var (x, y) = HalfwayOn(points);
        var isShort = Math.Abs(points[^1].Y - points[0].Y) < Math.Abs(points[^1].X - points[0].X)
            && Distance(points[0], points[^1]) < edge.Lines.Select(DrawnText.WidthOf).DefaultIfEmpty(0).Max() * 2;

        return isShort ? (x, y - LineHeight - (edge.Lines.Length * LineHeight / 2)) : (x, y);
    }

    static (double X, double Y) HalfwayOn(ImmutableArray<(double X, double Y)> points)
    {
        var rest = Enumerable.Range(1, points.Length - 1).Sum(at => Distance(points[at - 1], points[at])) / 2;
        for (var at = 1; at < points.Length; at++)
        {
            var ((x, y), next) = (points[at - 1], points[at]);
            var length = Distance((x, y), next);
            if (length >= rest && length > 0)
                return (x + ((next.X - x) * rest / length), y + ((next.Y - y) * rest / length));

            rest -= length;
        }

        return points[^1];
    }

    static double Distance((double X, double Y) from, (double X, double Y) to) =>
        Math.Sqrt(((to.X - from.X) * (to.X - from.X)) + ((to.Y - from.Y) * (to.Y - from.Y)));

    int NodeOf(StateNode state) => _nodes.FindIndex(node => node.State == state && node.Kind == BoxKind.State);

    void AddState(StateNode state, int? parent)
    {
        var (index, notes) = (_nodes.Count, NotesOf(Drawn, state));
        var width = DrawnText.WidthOf(Shown(DrawnChart.TitleOf(state))) + Padding;
        var linesWidth = notes.Select(DrawnText.WidthOf).DefaultIfEmpty(0).Max() + Padding;
        if (state.Kind is not (StateKind.Compound or StateKind.Parallel))
        {
            _nodes.Add(state.Kind == StateKind.History
                ? new(state, BoxKind.State, parent, 30, 30)
                : new(state, BoxKind.State, parent, Math.Max(Math.Max(width, linesWidth), 60),
                    32 + (notes.Length * LineHeight)));
            _anchors[state] = index;
            return;
        }

        _nodes.Add(new(state, BoxKind.State, parent, 0, 0));
        if (state.Initial is not null)
            _anchors[state] = Add(new(state, BoxKind.Initial, index, Math.Max(width, 14), 14));
        if (state.Initial is null || notes.Length > 0)
        {
            var lines = Add(new(
                state, BoxKind.Notes, index, Math.Max(width, linesWidth), Math.Max(notes.Length, 0.5) * LineHeight));
            _anchors.TryAdd(state, lines);
        }

        foreach (var child in DrawnChart.ChildrenOf(state))
            AddState(child, index);
    }

    int Add(Node node)
    {
        _nodes.Add(node);
        return _nodes.Count - 1;
    }

    /// <summary>The lines of a state, each as it is shown.</summary>
    public static ImmutableArray<string> NotesOf(DrawnChart drawn, StateNode state) =>
        [.. drawn.NotesOf(state).Take(DrawingLimits.MaxNotes).Select(Shown)];

    /// <summary>The lines of a label, as they are shown.</summary>
    public static ImmutableArray<string> LinesOf(string label) =>
        label.Length == 0 ? [] : [.. label.Split('\n').Take(DrawingLimits.MaxNotes).Select(Shown)];

    /// <summary>A text as it is shown in one line.</summary>
    public static string Shown(string text) => DrawnText.Cut(text, DrawingLimits.MaxShownLength);

    static ImmutableArray<(double X, double Y)> Clip(ImmutableArray<(double X, double Y)> points, Box box)
    {
        for (var at = 0; at + 1 < points.Length; at++)
        {
            if (box.Contains(points[at]) && !box.Contains(points[at + 1]))
                return [Crossing(points[at], points[at + 1], box), .. points[(at + 1)..]];
        }

        return points;
    }

    static (double X, double Y) Crossing((double X, double Y) inside, (double X, double Y) outside, Box box)
    {
        var (dx, dy) = (outside.X - inside.X, outside.Y - inside.Y);
        var reach = 1.0;
        if (dx != 0)
            reach = Math.Min(reach, ((dx > 0 ? box.X + box.Width : box.X) - inside.X) / dx);
        if (dy != 0)
            reach = Math.Min(reach, ((dy > 0 ? box.Y + box.Height : box.Y) - inside.Y) / dy);

        return (inside.X + (dx * reach), inside.Y + (dy * reach));
    }

    /// <summary>A box. Immutable.</summary>
    /// <param name="State">The state that it shows, or belongs to.</param>
    /// <param name="Kind">What it shows.</param>
    /// <param name="Parent">The box that it is in, by its place; null for none.</param>
    /// <param name="Width">From left to right; 0 for what comes of the boxes in it.</param>
    /// <param name="Height">From top to bottom; 0 for what comes of the boxes in it.</param>
    public sealed record Node(StateNode State, BoxKind Kind, int? Parent, double Width, double Height);

    /// <summary>A way. Immutable.</summary>
    /// <param name="From">The box where it begins, by its place.</param>
    /// <param name="To">The box where it ends.</param>
    /// <param name="Source">The state that it leads from.</param>
    /// <param name="Target">The state that it leads to.</param>
    /// <param name="Label">What is written beside it, a line for each transition.</param>
    public sealed record Edge(int From, int To, StateNode Source, StateNode Target, string Label)
    {
        /// <summary>The lines of the label, as they are shown.</summary>
        public ImmutableArray<string> Lines { get; } = LinesOf(Label);

        /// <summary>Whether it comes from the dot of an initial state.</summary>
        public bool IsFromDot { get; init; }
    }
}
