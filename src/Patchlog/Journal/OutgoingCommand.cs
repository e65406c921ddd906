using Patchlog.Json;

namespace Patchlog.Journal;

/// <summary>A command that an instance of a process has issued, and that has not been ended.</summary>
/// <param name="Id">The id of the command.</param>
/// <param name="Process">The process's name, without a prefix.</param>
/// <param name="Instance">The instance that issued it.</param>
/// <param name="Number">Its number among the commands of the instance.</param>
/// <param name="Command">The command, as it is to be sent; null if its row is damaged.</param>
/// <param name="DueAt">When it is due.</param>
/// <param name="Attempts">How often it was postponed.</param>
sealed record OutgoingCommand(
    CommandId Id, string Process, AggregateId Instance, long Number, JsonObject? Command, DateTimeOffset DueAt,
    int Attempts)
{
    /// <summary>Why it was postponed last; null if it never was.</summary>
    public string? LastProblem { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }
}
