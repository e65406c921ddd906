namespace Patchlog.Journal;

/// <summary>What became of one entry.</summary>
enum AppendedEntry
{
    /// <summary>
    /// Not written, for one of four reasons: its version has moved on, one of its conditions does not hold, the entry
    /// that it was chained to was not admitted, or its id came twice. The command is to be decided again.
    /// </summary>
    Refused,

    /// <summary>Written and durable (a check: confirmed). Positions follow the order of the batch.</summary>
    Admitted,

    /// <summary>
    /// Not written, because its command id is in the journal already: its first outcome is to be looked up.
    /// </summary>
    Known,

    /// <summary>
    /// Not written, because another living document has a value that is declared unique: at this moment, under the
    /// tenant's lock. Everything else about the entry would have been in order.
    /// </summary>
    NotUnique,
}
