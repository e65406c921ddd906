namespace Patchlog.Journal;

/// <summary>How far a declaration has come. Databases keep the names in lower case.</summary>
enum UniqueStage
{
    /// <summary>Every append writes the keys of its states; those of the states before are being built.</summary>
    Building,

    /// <summary>
    /// Every key is there, and appends refuse new twins; those that came before are being looked
    /// for.
    /// </summary>
    Checking,

    /// <summary>There are no twins, and there will be none.</summary>
    Enforced,

    /// <summary>No append writes or looks at keys any more; they are being removed.</summary>
    Dropping,
}
