namespace Patchlog.Journal;

/// <summary>
/// A stored row is not what was written: it can't be read, or can't be true. It will not be better next time: an
/// operator has to do something about it. What comes before it can be read all the same.
/// </summary>
public sealed class JournalDamagedException : Exception
{
    /// <param name="place">What is damaged, as the subject of a sentence: one place has one text.</param>
    /// <param name="fault">What is wrong with it, without a full stop; no content of documents.</param>
    /// <param name="isDerived">True if a rebuild makes it right: it is derived from the events.</param>
    /// <param name="inner">The failure that showed it.</param>
    internal JournalDamagedException(string place, string fault, bool isDerived, Exception? inner = null)
        : base($"{place} is damaged: {fault}. {(isDerived ? MendDerived : MendEvents)}", inner)
    {
        Place = place;
        Problem = new(ProblemCode.JournalDamaged, Message);
    }

    const string MendDerived = "Nobody else is concerned. An operator can run \"patchlog verify\", and then "
        + "\"patchlog rebuild\".";

    const string MendEvents = "What comes before it can be read. An operator can run \"patchlog verify\", and restore "
        + "a backup.";

    /// <summary>The problem that says so, and names the place.</summary>
    public Problem Problem { get; }

    /// <summary>What is damaged.</summary>
    internal string Place { get; }
}
