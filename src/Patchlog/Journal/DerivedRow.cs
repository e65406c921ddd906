namespace Patchlog.Journal;

/// <summary>
/// A row that is derived from the journal and can be made again from it: what a rebuild writes. A closed family, one
/// case for each table.
/// </summary>
/// <param name="Key">The aggregate.</param>
/// <param name="Value">The fold of the aggregate's events up to the row's version.</param>
abstract record DerivedRow(AggregateKey Key, AggregateState Value)
{
    /// <summary>The current state of an aggregate.</summary>
    public sealed record State(AggregateKey Key, AggregateState Value) : DerivedRow(Key, Value);

    /// <summary>A past state that is kept for time travel.</summary>
    public sealed record Snapshot(AggregateKey Key, AggregateState Value) : DerivedRow(Key, Value);
}
