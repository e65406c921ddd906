namespace Patchlog.Json.Values;

/// <summary>
/// How big a value is, known without walking it: this is what lets a bomb be refused before it goes off.
/// All four numbers saturate instead of overflowing.
/// </summary>
/// <param name="Nodes">Values in the tree, this one included.</param>
/// <param name="Utf8Length">Bytes of the compact text.</param>
/// <param name="NumberLength">Bytes of all its numbers in plain decimal notation, without exponents.</param>
/// <param name="Depth">Nested containers: 0 for a scalar, 1 for <c>[]</c>, 2 for <c>[[]]</c>.</param>
readonly record struct Measure(int Nodes, int Utf8Length, int NumberLength, short Depth)
{
    /// <summary>What <c>{}</c> and <c>[]</c> measure.</summary>
    public static readonly Measure EmptyContainer = new(1, 2, 0, 1);

    public static Measure OfScalar(int utf8Length, int numberLength = 0) => new(1, utf8Length, numberLength, 0);

    /// <summary>Adds without wrapping; what has once saturated stays so, since its true size is unknown.</summary>
    public static int Shift(int size, long by) =>
        size == int.MaxValue ? size : (int)Math.Clamp(size + by, 0, int.MaxValue);
}

/// <summary>Sums up the children of one container.</summary>
struct MeasureSum
{
    long _nodes;
    long _utf8Length;
    long _numberLength;
    int _depth;

    /// <summary>Counts a child, and the separators and the name that are written before it.</summary>
    public void Add(in Measure child, int prefixLength)
    {
        _nodes += child.Nodes;
        _utf8Length += child.Utf8Length + prefixLength;
        _numberLength += child.NumberLength;
        _depth = Math.Max(_depth, child.Depth);
    }

    /// <summary>The container around the children: its opening bracket took the place of the first comma.</summary>
    public readonly Measure Close() => _nodes == 0
        ? Measure.EmptyContainer
        : new Measure(Saturate(_nodes + 1), Saturate(_utf8Length + 1), Saturate(_numberLength), Nest(_depth));

    /// <summary>One level more, unless that would be deeper than any value may be.</summary>
    /// <exception cref="InvalidOperationException">
    /// The container would be deeper than <see cref="JsonValue.MaxDepth"/>.
    /// </exception>
    public static short Nest(int depth) => depth < JsonValue.MaxDepth
        ? (short)(depth + 1)
        : throw new InvalidOperationException($"No JSON value nests deeper than {JsonValue.MaxDepth} containers.");

    static int Saturate(long size) => (int)Math.Min(size, int.MaxValue);
}
