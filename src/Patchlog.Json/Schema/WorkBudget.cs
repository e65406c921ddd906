namespace Patchlog.Json.Schema;

/// <summary>
/// Counts the work of one validation, so that it ends at the same place on every machine. Once spent, it stays spent.
/// Not thread-safe.
/// </summary>
sealed class WorkBudget
{
    long _left;

    /// <summary>Whether something asked for more than there was.</summary>
    public bool IsSpent => _left < 0;

    public void Reset(long units) => _left = units;

    /// <summary>Spends all there is.</summary>
    public void Exhaust() => _left = -1;

    /// <summary>Takes units; false if there are not as many left.</summary>
    public bool TrySpend(long units)
    {
        _left = _left < units ? -1 : _left - units;
        return _left >= 0;
    }
}
