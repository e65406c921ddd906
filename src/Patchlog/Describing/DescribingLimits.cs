namespace Patchlog.Describing;

/// <summary>Bounds of what is generated from a bundle: beyond them less is said, and nothing wrong.</summary>
static class DescribingLimits
{
    /// <summary>Values of an <c>enum</c> that are written as literals.</summary>
    public const int MaxLiterals = 1_000;

    /// <summary>Alternatives of a type when all its combinations are counted; a compiler gives up at 100,000.</summary>
    public const int MaxAlternatives = 1_000;

    /// <summary>Elements of a tuple.</summary>
    public const int MaxTupleElements = 100;

    /// <summary>Characters of a type that is written a second time, in the index signature of its object.</summary>
    public const int MaxRepeatedType = 200;

    /// <summary>References that are followed to see what kind of values they lead to.</summary>
    public const int MaxReferences = 100;

    /// <summary>
    /// Schemas within schemas below which no reference is followed, so that no schema needs much stack.
    /// </summary>
    public const int MaxDepth = 256;
}
