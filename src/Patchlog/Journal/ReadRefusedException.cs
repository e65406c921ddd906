using System.Globalization;

namespace Patchlog.Journal;

/// <summary>
/// A read was turned away because too much is waiting (<c>too-many-requests</c>), or took too long
/// (<c>query-timeout</c>). Nothing is wrong with the database.
/// </summary>
/// <param name="problem">The refusal, as callers get it.</param>
public sealed class ReadRefusedException(Problem problem) : Exception(problem.Detail)
{
    static readonly string TooSlowDetail = string.Create(
        CultureInfo.InvariantCulture,
        $"The query took longer than {ReadLimits.QueryPatience.TotalSeconds} s. Narrow it, or index a path of it.");

    /// <summary>The refusal, as callers get it.</summary>
    public Problem Problem { get; } = problem;

    /// <summary>Too many reads wait already.</summary>
    internal static ReadRefusedException TooMany() =>
        new(new(ProblemCode.TooManyRequests, "Too many queries are waiting; try again in a second."));

    /// <summary>A query has had its time.</summary>
    internal static ReadRefusedException TooSlow() => new(new(ProblemCode.QueryTimeout, TooSlowDetail));
}
