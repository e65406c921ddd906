namespace Patchlog.Publishing;

/// <summary>
/// The database lost the end of its journal while a reader followed it: what comes next may not follow what was read.
/// The reader is of no more use.
/// </summary>
public sealed class EpochChangedException() : Exception("The database is in a new epoch; subscribe again.")
{
    /// <summary>The problem that says so.</summary>
    public Problem Problem { get; } = new(
        ProblemCode.EpochChanged,
        "The database has lost the end of its journal, and is in a new epoch: read the current state, and subscribe "
        + "again.");
}
