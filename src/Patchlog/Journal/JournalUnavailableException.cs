using System.Net.Sockets;
using System.Security.Authentication;

namespace Patchlog.Journal;

/// <summary>The database can't be reached, or went away in the middle, or does not do what it should.</summary>
/// <param name="applied">Whether the append that failed took effect; <see cref="Applied.No"/> for reads.</param>
/// <param name="inner">The driver's failure.</param>
/// <param name="trouble">What keeps the database from it.</param>
public sealed class JournalUnavailableException(
    Applied applied, Exception inner, DatabaseTrouble trouble = DatabaseTrouble.Away)
    : Exception($"{Explain(trouble)}: {ReasonOf(inner)}", inner)
{
    /// <summary>Whether the append that failed took effect.</summary>
    public Applied Applied { get; } = applied;

    /// <summary>What keeps the database from it.</summary>
    public DatabaseTrouble Trouble { get; } = trouble;

    /// <summary>What keeps the database from it, as the beginning of a sentence for clients.</summary>
    public string Explanation => Explain(Trouble);

    /// <summary>
    /// What the sender is told: not the words of the database, which may speak of what is not the sender's business.
    /// </summary>
    public Problem Problem => Applied == Applied.Unknown
        ? new(ProblemCode.OutcomeUnknown,
            "The database went away in the middle. Ask for the outcome by the command's id, or send it again.")
        : new(ProblemCode.Unavailable, $"{Explanation}; nothing was written. Send it again {When(Trouble)}.");

    static string Explain(DatabaseTrouble trouble) => trouble switch
    {
        DatabaseTrouble.Away => "The database can't be reached",
        DatabaseTrouble.Full => "The database has no room left",
        DatabaseTrouble.Refused => "The database does not let the server do that",
    };

    static string When(DatabaseTrouble trouble) =>
        trouble == DatabaseTrouble.Away ? "in a moment" : "when an operator has seen to it";

    // Drivers say that TLS, or a connection, failed, and only what is inside says why.
    static string ReasonOf(Exception failure) => failure.InnerException is { } cause
        && cause is AuthenticationException or SocketException or EndOfStreamException or TimeoutException
        ? $"{failure.Message}: {cause.Message}"
        : failure.Message;
}
