using Patchlog.Journal;

namespace Patchlog.States;

/// <summary>A past version of an aggregate: the nearest snapshot before it, and at most 256 events on top.</summary>
static class TimeTravel
{
    /// <summary>
    /// The state at a version, which the aggregate must have had; <c>history-too-costly</c> if the fold would take more
    /// than the budget.
    /// </summary>
    /// <param name="reader">The journal.</param>
    /// <param name="key">The aggregate.</param>
    /// <param name="version">The version.</param>
    /// <param name="budget">The work that the fold may take; it ends with the event that takes the last of it.</param>
    /// <param name="cancellation">Ends the fold before the next event.</param>
    /// <exception cref="InvalidDataException">Events that should be there are missing.</exception>
    public static async Task<Result<AggregateState>> ToAsync(
        IJournalReader reader, AggregateKey key, Version version, FoldBudget budget, CancellationToken cancellation)
    {
        var state = await reader.FindSnapshotAsync(key, version, cancellation);

        while (state.Version < version)
        {
            var missing = (int)(version.Number - state.Version.Number);
            var (events, _) = await Paging.ReadHistoryAsync(
                reader, key, state.Version, version, missing, StateLimits.FoldPageBytes, cancellation);
            if (events.IsEmpty)
                throw new InvalidDataException(
                    $"{key} had a version {version}, but its events lead to {state.Version}: the journal is damaged. "
                    + "Run \"patchlog verify\".");

            foreach (var @event in events)
            {
                cancellation.ThrowIfCancellationRequested();
                state = Fold.Apply(state, @event, out var work);
                budget.Spend(work);
                if (budget.IsSpent)
                    return TooCostly(key, version);
            }
        }

        return state;
    }

    static Problem TooCostly(AggregateKey key, Version version) => new(
        ProblemCode.HistoryTooCostly,
        $"To fold {key} at version {version} takes more than {StateLimits.MaxFoldWork} bytes and touched values. "
        + $"Its events can be listed; versions just after a multiple of {JournalLimits.SnapshotSpacing} take less.");
}
