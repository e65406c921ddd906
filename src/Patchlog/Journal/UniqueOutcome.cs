using System.Collections.Immutable;

namespace Patchlog.Journal;

/// <summary>What became of a declaration.</summary>
public abstract record UniqueOutcome
{
    UniqueOutcome() { }

    /// <summary>No two living documents have equal values there, and from now on none will.</summary>
    /// <param name="IsNew">False if that was so before.</param>
    public sealed record Declared(bool IsNew) : UniqueOutcome;

    /// <summary>There are documents that have equal values there: nothing is declared.</summary>
    /// <param name="Twins">The first of them, by tenant.</param>
    /// <param name="HasMore">Whether there are others.</param>
    public sealed record Refused(ImmutableArray<UniqueTwins> Twins, bool HasMore) : UniqueOutcome;
}
