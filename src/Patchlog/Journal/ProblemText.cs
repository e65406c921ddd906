using System.Text;

namespace Patchlog.Journal;

/// <summary>What is stored of the problem with which an outgoing command was postponed. Pure.</summary>
static class ProblemText
{
    /// <summary>
    /// The beginning of the text; what a database can't hold (U+0000, lone surrogates) becomes U+FFFD.
    /// </summary>
    public static string Of(string problem)
    {
        var beginning = problem.AsSpan(0, Math.Min(problem.Length, JournalLimits.MaxProblemCharacters));
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(beginning.Length)];
        var length = Encoding.UTF8.GetBytes(beginning, bytes);

        return Encoding.UTF8.GetString(bytes, 0, length).Replace('\0', '\uFFFD');
    }
}
