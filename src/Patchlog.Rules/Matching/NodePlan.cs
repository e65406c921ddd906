using Jint.Native;
using Patchlog.Rules.Conditions;

namespace Patchlog.Rules.Matching;

/// <summary>What a node does with the tokens that reach it.</summary>
enum NodeKind
{
    /// <summary>The first pattern of a rule: there is nothing to join with.</summary>
    Entry,

    /// <summary>A token and a fact.</summary>
    Join,

    /// <summary>A token and no fact.</summary>
    Not,

    /// <summary>A token and at least one fact.</summary>
    Exists,

    /// <summary>A token and a value of its own facts.</summary>
    From,

    /// <summary>A token and no value of its own facts.</summary>
    FromNot,

    /// <summary>A token and at least one value of its own facts.</summary>
    FromExists,
}

/// <summary>What a node is, for one pattern of one rule. Immutable and shared by all sessions.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Tests">
/// The conditions that need the facts before it; with <c>from</c> all conditions. In written order.
/// </param>
/// <param name="Left">How its tokens are indexed.</param>
/// <param name="Right">How its facts are indexed.</param>
/// <param name="Bound">The members whose values the pattern binds.</param>
/// <param name="Source">What <c>from</c> says, else null.</param>
/// <param name="SourceType">The type that values of <c>from</c> must have.</param>
sealed record NodePlan(
    NodeKind Kind,
    Test[] Tests,
    MemoryPlan Left,
    MemoryPlan Right,
    JsValue[] Bound,
    Test? Source,
    int SourceType)
{
    /// <summary>Of the end of a rule, which is no pattern.</summary>
    public static readonly NodePlan None =
        new(NodeKind.Entry, [], MemoryPlan.Unindexed, MemoryPlan.Unindexed, [], null, FactTypes.None);
}
