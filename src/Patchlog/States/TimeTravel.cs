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
    /// <exception cref="JournalDamagedException">
    /// What it rests on can't be read, does not fit together, or is missing.
    /// </exception>
    public static async Task<Result<AggregateState>> ToAsync(
        IJournalReader reader, AggregateKey key, Version version, FoldBudget budget, CancellationToken cancellation)
    {
        var state = await reader.FindSnapshotAsync(key, version, cancellation);

        while (state.Version < version)
        {
            var missing = (int)(version.Number - state.Version.Number);
            var (events, _) = await reader.ReadHistoryAsync(
                key, state.Version, version, missing, StateLimits.FoldPageBytes, cancellation);
            if (events.IsEmpty)
                throw Damaged(reader, key, $"it had a version {version}, but its events lead to {state.Version}");

            foreach (var @event in events)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!TryApply(reader, ref state, @event, budget))
                    return TooCostly(key, version);
            }
        }

        return state;
    }

    static bool TryApply(IJournalReader reader, ref AggregateState state, Event @event, FoldBudget budget)
    {
        try
        {
            state = Fold.Apply(state, @event, out var work);
            budget.Spend(work);

            return !budget.IsSpent;
        }
        catch (InvalidDataException failure)
        {
            throw Damaged(reader, @event.Key, failure.Message, failure);
        }
    }

    static JournalDamagedException Damaged(
        IJournalReader reader, AggregateKey key, string fault, Exception? failure = null)
    {
        var damage = new JournalDamagedException(
            $"The history of {key} of tenant {key.Tenant}", fault.TrimEnd('.'), isDerived: false, failure);
        reader.Report(damage);

        return damage;
    }

    static Problem TooCostly(AggregateKey key, Version version) => new(
        ProblemCode.HistoryTooCostly,
        $"To fold {key} at version {version} takes more than {StateLimits.MaxFoldWork} bytes and touched values. "
        + $"Its events can be listed; versions just after a multiple of {JournalLimits.SnapshotSpacing} take less.");
}
