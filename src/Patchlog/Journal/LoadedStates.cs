namespace Patchlog.Journal;

/// <summary>What a load of several states found. Immutable.</summary>
/// <param name="heads">The heads of the tenants, in their order.</param>
/// <param name="found">The states of the aggregates, in their order, each read for itself.</param>
sealed class LoadedStates(FoundHead[] heads, LoadedState[] found)
{
    /// <summary>The heads of the tenants, in their order.</summary>
    public FoundHead[] Heads => heads;

    /// <summary>The states of the aggregates, in their order, each read for itself.</summary>
    public LoadedState[] Found => found;

    /// <summary>The states, for those who need all of them.</summary>
    /// <exception cref="JournalDamagedException">The row of one of them is damaged.</exception>
    public AggregateState[] States => Array.ConvertAll(found, state => state.State);

    /// <summary>Takes both apart.</summary>
    /// <exception cref="JournalDamagedException">The row of a state is damaged.</exception>
    public void Deconstruct(out FoundHead[] foundHeads, out AggregateState[] states) =>
        (foundHeads, states) = (Heads, States);
}
