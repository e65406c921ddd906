using Patchlog.Journal;

namespace Patchlog.States;

/// <summary>A past version of an aggregate: the nearest snapshot before it, and at most 256 events on top.</summary>
static class TimeTravel
{
    /// <summary>The state at a version, which the aggregate must have had.</summary>
    /// <exception cref="InvalidDataException">Events that should be there are missing.</exception>
    public static async Task<AggregateState> ToAsync(
        IJournalReader reader, AggregateKey key, Version version, CancellationToken cancellation)
    {
        var state = await reader.FindSnapshotAsync(key, version, cancellation);

        var missing = (int)(version.Number - state.Version.Number);
        foreach (var @event in await reader.ReadHistoryAsync(key, state.Version, version, missing, cancellation))
            state = Fold.Apply(state, @event);

        return state.Version == version
            ? state
            : throw new InvalidDataException(
                $"{key} had a version {version}, but its events lead to {state.Version}: the journal is damaged. "
                + "Run \"patchlog verify\".");
    }
}
