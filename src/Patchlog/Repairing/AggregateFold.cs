using Patchlog.Journal;

namespace Patchlog.Repairing;

/// <summary>
/// The fold of one aggregate's stored events, of which none is believed: it stops at the first that is not what was
/// written, or does not follow, and counts the others. For one caller.
/// </summary>
/// <param name="key">The aggregate.</param>
/// <param name="looksAtDigests">Whether the events are held against their digests.</param>
sealed class AggregateFold(AggregateKey key, bool looksAtDigests)
{
    Version _last = Version.None;
    int _faults;
    string? _first;

    /// <summary>The aggregate.</summary>
    public AggregateKey Key => key;

    /// <summary>The state after the events so far, up to the first fault.</summary>
    public AggregateState State { get; private set; } = AggregateState.None;

    /// <summary>A sentence about the first fault, and how many there are; null if there is none.</summary>
    public string? Damage => _first is null ? null
        : _faults == 1 ? $"{key}: {_first}"
        : $"{key}: {_first}; and {_faults - 1} more";

    /// <summary>Adds the next event.</summary>
    public void Add(StoredEvent stored)
    {
        if (stored.Version.Number != _last.Number + 1)
            Report(
                $"an event before position {stored.Position} is missing: after version {_last} comes {stored.Version}");

        if (looksAtDigests && !stored.IsIntact)
            Report($"the event at position {stored.Position}, version {stored.Version}, was altered or inserted");

        _last = stored.Version;
        if (_faults == 0)
            Apply(stored);
    }

    void Apply(StoredEvent stored)
    {
        try
        {
            State = Fold.Apply(State, stored.ToEvent());
        }
        catch (InvalidDataException failure)
        {
            Report(failure.Message);
        }
    }

    void Report(string fault)
    {
        _first ??= fault;
        _faults++;
    }
}
