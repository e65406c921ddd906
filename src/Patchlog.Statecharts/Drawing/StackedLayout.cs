using System.Collections.Immutable;

namespace Patchlog.Statecharts.Drawing;

/// <summary>
/// Boxes below one another, and straight ways between them: for machines that are too large to be laid out well.
/// </summary>
/// <param name="graph">What is laid out.</param>
sealed class StackedLayout(DrawnGraph graph)
{
    const double Gap = 16;
    const double Head = 30;

    readonly Box[] _boxes = new Box[graph.Nodes.Count];

    /// <summary>Lays it out.</summary>
    public Layout Run()
    {
        var children = graph.Nodes.Select((node, at) => (node.Parent, At: at))
            .ToLookup(one => one.Parent, one => one.At);
        var (width, height) = Place(0, Gap, Gap, children);
        ImmutableArray<Box> boxes = [.. _boxes];
        var routes = graph.Edges.Select(edge =>
        {
            var (from, to) = (MiddleOf(boxes[edge.From]), MiddleOf(boxes[edge.To]));
            var middle = ((from.X + to.X) / 2, (from.Y + to.Y) / 2);

            return graph.RouteOf(edge, boxes, middle, [from, to]);
        });

        return new(width + (2 * Gap), height + (2 * Gap), boxes, [.. routes]);
    }

    (double Width, double Height) Place(int at, double x, double y, ILookup<int?, int> children)
    {
        var node = graph.Nodes[at];
        var (width, height) = (node.Width, node.Height);
        if (node.Width == 0)
        {
            height = Head;
            foreach (var child in children[at])
            {
                var size = Place(child, x + Gap, y + height, children);
                width = Math.Max(width, size.Width + (2 * Gap));
                height += size.Height + Gap;
            }
        }

        _boxes[at] = new(node.State, node.Kind, x, y, width, height);
        return (width, height);
    }

    static (double X, double Y) MiddleOf(Box box) => (box.X + (box.Width / 2), box.Y + (box.Height / 2));
}
