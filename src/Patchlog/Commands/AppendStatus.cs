namespace Patchlog.Commands;

/// <summary>How far the latest attempt to append a command has come.</summary>
enum AppendStatus
{
    /// <summary>The command is decided, and the journal has not answered yet.</summary>
    Open,

    /// <summary>It is in the journal.</summary>
    Admitted,

    /// <summary>
    /// It is not in the journal, because what it was decided on no longer holds. It is to be decided again.
    /// </summary>
    Refused,

    /// <summary>
    /// The attempt wrote nothing, and the command is answered: it was known before, or the journal failed.
    /// </summary>
    Dropped,
}
