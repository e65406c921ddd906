namespace Patchlog.Commands;

/// <summary>The database does not take a batch, for whatever reason but being away.</summary>
/// <param name="applied">Whether an earlier try may have taken effect.</param>
/// <param name="inner">What the database said.</param>
sealed class BatchRefusedException(Applied applied, Exception inner) : Exception(inner.Message, inner)
{
    /// <summary>Whether an earlier try may have taken effect.</summary>
    public Applied Applied { get; } = applied;
}
