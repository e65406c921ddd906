using System.Collections.Immutable;

namespace Patchlog.Trying;

/// <summary>What came of a case. Immutable.</summary>
/// <param name="Case">The case.</param>
/// <param name="Differences">What is not as expected; empty if the case has passed.</param>
public sealed record CaseResult(TestCase Case, ImmutableArray<CaseDifference> Differences)
{
    /// <summary>Whether everything is as expected.</summary>
    public bool HasPassed => Differences.IsEmpty;
}
