namespace Patchlog.Journal;

/// <summary>The database can't be reached, or went away in the middle.</summary>
/// <param name="applied">Whether the append that failed took effect; <see cref="Applied.No"/> for reads.</param>
/// <param name="inner">The driver's failure.</param>
public sealed class JournalUnavailableException(Applied applied, Exception inner)
    : Exception($"The database can't be reached: {inner.Message}", inner)
{
    /// <summary>Whether the append that failed took effect.</summary>
    public Applied Applied { get; } = applied;
}
