namespace Patchlog.States;

/// <summary>
/// The work that one reader's folds may take, counted as <see cref="Fold"/> counts it, so that they end at the same
/// place on every machine. For one caller.
/// </summary>
/// <param name="units">The work.</param>
sealed class FoldBudget(long units)
{
    long _left = units;

    /// <summary>A budget of <see cref="StateLimits.MaxFoldWork"/>.</summary>
    public FoldBudget()
        : this(StateLimits.MaxFoldWork)
    {
    }

    /// <summary>Whether more was spent than there was.</summary>
    public bool IsSpent => _left < 0;

    /// <summary>Notes work that was done.</summary>
    public void Spend(long work) => _left -= work;
}
