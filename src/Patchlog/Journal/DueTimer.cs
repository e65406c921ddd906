namespace Patchlog.Journal;

/// <summary>A timer that waits, or is due.</summary>
/// <param name="Process">The process's name, without a prefix.</param>
/// <param name="Instance">The instance whose timer it is.</param>
/// <param name="Name">The timer's name within the instance.</param>
/// <param name="Entry">The number of the entry into the state that set it.</param>
/// <param name="DueAt">When it is due.</param>
sealed record DueTimer(string Process, AggregateId Instance, string Name, long Entry, DateTimeOffset DueAt);
