using Patchlog.Admission;

namespace Patchlog.Commands;

/// <summary>What a batch may take of what is shared.</summary>
/// <param name="Flow">On whose account it waits for a turn.</param>
/// <param name="Deadline">Up to when it is tried.</param>
readonly record struct BatchRights(Flow Flow, Deadline Deadline)
{
    /// <summary>
    /// The rights of a batch are those of its first command, which has waited longest and has the least time left.
    /// </summary>
    public static BatchRights Of(List<BatchEntry> batch) =>
        new(Flow.Of(batch[0].Pending.Command), batch[0].Pending.Deadline);
}
