namespace Patchlog.Journal;

/// <summary>
/// What an admitted entry writes of its command; effects are written beside that, whatever the kind. The numbers are
/// those of <c>patchlog.append</c>.
/// </summary>
enum AppendKind
{
    /// <summary>
    /// Nothing. The entry asks whether the version and the conditions still hold, and whether the command is new: a
    /// refusal is confirmed by that, and an append that carries only effects is made so.
    /// </summary>
    Check = 0,

    /// <summary>Only the outcome: the command changed nothing, and that stands for ever.</summary>
    Unchanged = 1,

    /// <summary>Events and the state after them.</summary>
    Events = 2,

    /// <summary>
    /// Nothing, as a check. The entry asks also whether the values that the document would have are unique.
    /// </summary>
    Trial = 3,
}
