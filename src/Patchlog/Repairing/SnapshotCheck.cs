using Patchlog.Journal;

namespace Patchlog.Repairing;

/// <summary>
/// Compares the snapshots of a tenant with the fold, side by side: both go by aggregate and version. Others may append
/// meanwhile: a snapshot that they leave is no difference. For one caller at a time.
/// </summary>
/// <param name="reader">Reads the snapshots.</param>
/// <param name="tenant">The tenant whose journal is folded.</param>
/// <param name="differences">Gets a sentence for each snapshot that is wrong or missing.</param>
sealed class SnapshotCheck(IJournalReader reader, Tenant tenant, List<string> differences)
{
    readonly Queue<Snapshot> _page = new();
    Snapshot? _last;            // the last snapshot that was read
    bool _isRead;               // there are no more to read
    (AggregateKey Key, AggregateState State) _alone;    // the fold for the last snapshot that the main fold missed
    long _kept;                 // the span of the last snapshot of the aggregate that is being folded

    /// <summary>Compares the snapshots up to a state that was folded, the next after the one before.</summary>
    public async ValueTask PassAsync(
        AggregateKey key, AggregateState state, bool isLast, CancellationToken cancellation)
    {
        var span = Snapshots.SpanOf(state.Version);
        if (state.Version.Number == 1)
            _kept = 0;

        while (await PeekAsync(cancellation) is { } next && Compare(next, key, state.Version) <= 0)
        {
            _page.Dequeue();
            if (Compare(next, key, state.Version) == 0)
            {
                _kept = span;
                Report(next, state);
            }
            else
            {
                await CompareAloneAsync(next, cancellation);
            }
        }

        // A command's events are all there or none: a span is left, or ends the aggregate, with a snapshot.
        var isEndOfSpan = isLast || Snapshots.SpanOf(state.Version.Plus(1)) != span;
        if (isEndOfSpan && span > 0 && _kept != span)
            differences.Add(
                $"{key}: no snapshot is kept of version {span * JournalLimits.SnapshotSpacing} or one soon after it");
    }

    /// <summary>
    /// Passes over the snapshots of an aggregate whose events are damaged: there is nothing to compare them with.
    /// </summary>
    public async ValueTask SkipAsync(AggregateKey key, CancellationToken cancellation)
    {
        while (await PeekAsync(cancellation) is { } next && Compare(next, key, new(long.MaxValue)) <= 0)
        {
            _page.Dequeue();
            if (next.Key != key)
                await CompareAloneAsync(next, cancellation);
        }
    }

    /// <summary>Compares the snapshots that are left when everything is folded.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        while (await PeekAsync(cancellation) is { } next)
        {
            _page.Dequeue();
            await CompareAloneAsync(next, cancellation);
        }
    }

    /// <summary>
    /// Compares a snapshot that the fold did not pass: it is newer than the fold, or of nothing that was ever there.
    /// </summary>
    async Task CompareAloneAsync(Snapshot kept, CancellationToken cancellation)
    {
        // Snapshots of one aggregate follow each other: each fold goes on where the one before ended.
        var state = _alone.Key == kept.Key ? _alone.State : AggregateState.None;
        for (var hasMore = true; hasMore;)
        {
            (var events, hasMore) = await reader.ReadHistoryAsync(
                kept.Key, state.Version, kept.Version, JournalLimits.SnapshotSpacing, RepairLimits.BytesPerPage,
                cancellation);
            foreach (var @event in events)
            {
                cancellation.ThrowIfCancellationRequested();
                state = Fold.Apply(state, @event);
            }
        }

        _alone = (kept.Key, state);
        Report(kept, state);
    }

    async ValueTask<Snapshot?> PeekAsync(CancellationToken cancellation)
    {
        if (_page.Count == 0 && !_isRead)
        {
            var (snapshots, hasMore) = await reader.ReadSnapshotsAsync(
                tenant, _last?.Key, _last?.Version ?? Version.None, RepairLimits.EventsPerPage,
                RepairLimits.BytesPerPage, cancellation);
            foreach (var snapshot in snapshots)
                _page.Enqueue(snapshot);

            _isRead = !hasMore;
            _last = snapshots.IsEmpty ? _last : snapshots[^1];
        }

        return _page.TryPeek(out var next) ? next : null;
    }

    void Report(Snapshot kept, AggregateState folded)
    {
        var wrong = folded.Version != kept.Version ? "is of a version that the journal does not have"
            : !Equals(kept.Body, folded.Body) ? "is not what the journal says"
            : kept.Time != folded.UpdatedAt ? "has another time than its event"
            : null;

        if (wrong is not null)
            differences.Add($"{kept.Key}: the snapshot of version {kept.Version} {wrong}");
    }

    // As the database orders them.
    static int Compare(Snapshot kept, AggregateKey key, Version version)
    {
        var byType = string.CompareOrdinal(kept.Key.TargetName.Value, key.TargetName.Value);
        var byId = byType != 0 ? byType : string.CompareOrdinal(kept.Key.TargetId.Value, key.TargetId.Value);

        return byId != 0 ? byId : kept.Version.Number.CompareTo(version.Number);
    }
}
