namespace Patchlog.Journal;

/// <summary>The epoch of a database as it was read or renewed last. Thread-safe.</summary>
sealed class CurrentEpoch(Guid first)
{
    readonly Lock _lock = new();

    /// <summary>The epoch.</summary>
    public Guid Value
    {
        get
        {
            lock (_lock)
                return field;
        }

        set
        {
            lock (_lock)
                field = value;
        }
    } = first;
}
