namespace Patchlog.Journal;

/// <summary>
/// A current state, or why there is none here: the damage of its row, which is the affair of its readers alone, or its
/// size.
/// </summary>
readonly record struct LoadedState
{
    readonly AggregateState? _state;
    readonly JournalDamagedException? _damage;

    /// <summary>A state that was read; <see cref="AggregateState.None"/> without a row.</summary>
    public LoadedState(AggregateState state) => _state = state;

    /// <summary>A state whose row is damaged.</summary>
    public LoadedState(JournalDamagedException damage) => _damage = damage;

    /// <summary>A state whose document was too large to be read together with others.</summary>
    /// <param name="largeBytes">Bytes of the document.</param>
    /// <param name="version">The version of the state.</param>
    public LoadedState(int largeBytes, Version version) => (LargeBytes, LargeVersion) = (largeBytes, version);

    /// <summary>Bytes of a document that was not read because of them; 0 if it was read.</summary>
    public int LargeBytes { get; }

    /// <summary>The version of a state whose document was not read because of its size.</summary>
    public Version LargeVersion { get; }

    /// <summary>The damage of the row; null if it was read.</summary>
    public JournalDamagedException? Damage => _damage;

    /// <summary>The state.</summary>
    /// <exception cref="JournalDamagedException">Its row is damaged.</exception>
    public AggregateState State => _damage is null ? _state ?? AggregateState.None : throw _damage;

    /// <summary>Reads the row of an aggregate.</summary>
    /// <param name="key">The aggregate.</param>
    /// <param name="row">The row.</param>
    /// <param name="read">Reads it, or says that it is damaged.</param>
    public static LoadedState Of<TRow>(AggregateKey key, TRow row, Func<AggregateKey, TRow, AggregateState> read)
    {
        try
        {
            return new(read(key, row));
        }
        catch (JournalDamagedException damage)
        {
            return new(damage);
        }
    }
}
