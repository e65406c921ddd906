using System.Collections.Immutable;
using Patchlog.Json.Schema.Unicode;

namespace Patchlog.Json.Schema.Patterns;

/// <summary>The syntax tree of a pattern (ECMA-262 §22.2.1). The cases below are all there are.</summary>
abstract record PatternNode
{
    PatternNode()
    {
    }

    /// <summary>One code point out of a set.</summary>
    public sealed record Set(CodePointSet Members) : PatternNode;

    /// <summary>One after another; none is the empty pattern.</summary>
    public sealed record Sequence(ImmutableArray<PatternNode> Items) : PatternNode;

    /// <summary>Any of these, the first that fits preferred.</summary>
    public sealed record Alternatives(ImmutableArray<PatternNode> Items) : PatternNode;

    /// <summary>A quantified term.</summary>
    /// <param name="Item">What is repeated.</param>
    /// <param name="Min">The fewest times.</param>
    /// <param name="Max">The most times; −1 without a bound.</param>
    /// <param name="IsLazy">Whether fewer times are preferred.</param>
    /// <param name="Groups">The capturing groups inside, which each time begins by forgetting.</param>
    public sealed record Repeat(PatternNode Item, int Min, int Max, bool IsLazy, Range Groups) : PatternNode;

    /// <summary>A capturing group; the first is 1.</summary>
    public sealed record Capture(int Group, PatternNode Item) : PatternNode;

    /// <summary>What the group captured; nothing if it did not.</summary>
    public sealed record BackReference(int Group) : PatternNode;

    /// <summary>A place between two code points.</summary>
    public sealed record Anchor(AnchorKind Kind) : PatternNode;

    /// <summary>Whether something follows, or precedes.</summary>
    public sealed record Look(PatternNode Item, bool IsAhead, bool IsNegative) : PatternNode;
}

/// <summary>Places that a pattern can demand (ECMA-262 §22.2.2.4).</summary>
enum AnchorKind
{
    /// <summary><c>^</c></summary>
    Start,

    /// <summary><c>$</c></summary>
    End,

    /// <summary><c>\b</c></summary>
    WordBoundary,

    /// <summary><c>\B</c></summary>
    NoWordBoundary,
}
