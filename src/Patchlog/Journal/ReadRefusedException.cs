namespace Patchlog.Journal;

/// <summary>
/// A read was turned away because too much is waiting (<c>too-many-requests</c>), or took too long
/// (<c>query-timeout</c>). Nothing is wrong with the database.
/// </summary>
/// <param name="problem">The refusal, as callers get it.</param>
public sealed class ReadRefusedException(Problem problem) : Exception(problem.Detail)
{
    /// <summary>The refusal, as callers get it.</summary>
    public Problem Problem { get; } = problem;
}
