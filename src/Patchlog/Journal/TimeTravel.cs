namespace Patchlog.Journal;

/// <summary>A past version of an aggregate: the nearest snapshot before it, and at most 256 events on top.</summary>
static class TimeTravel
{
    public static async Task<AggregateState> ToAsync(
        IJournalReader reader, AggregateKey key, Version version, CancellationToken cancellation)
    {
        var state = await reader.FindSnapshotAsync(key, version, cancellation);
        var missing = (int)(version.Number - state.Version.Number);
        foreach (var @event in await reader.ReadHistoryAsync(key, state.Version, version, missing, cancellation))
            state = Fold.Apply(state, @event);
        return state;
    }
}
