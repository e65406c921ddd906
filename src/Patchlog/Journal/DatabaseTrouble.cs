namespace Patchlog.Journal;

/// <summary>What keeps a database from doing what it should, if that is the world's fault and no bug.</summary>
public enum DatabaseTrouble
{
    /// <summary>It can't be reached, or is busy: that may pass by itself, soon.</summary>
    Away,

    /// <summary>It has no room left for what is written. Reads go on; an operator has to make room.</summary>
    Full,

    /// <summary>
    /// It is there, and does not let this server do that. An operator has to change its rights or settings.
    /// </summary>
    Refused,
}
