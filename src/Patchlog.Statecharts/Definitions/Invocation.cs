namespace Patchlog.Statecharts.Definitions;

/// <summary>A command that a state sends when it is entered, and whose outcome it awaits. Immutable.</summary>
/// <param name="Id">Its id: unique in the definition.</param>
/// <param name="Command">The command.</param>
/// <param name="Retry">What happens when it is refused; null for nothing.</param>
/// <param name="Compensation">What undoes it; null for nothing.</param>
/// <param name="Pointer">Where it stands in the definition.</param>
sealed record Invocation(
    string Id, CommandTemplate Command, RetryPolicy? Retry, CommandTemplate? Compensation, string Pointer)
{
    /// <summary>The event of its success, as XState names it.</summary>
    public string DoneEvent { get; } = $"xstate.done.actor.{Id}";

    /// <summary>The event of its failure, as XState names it.</summary>
    public string ErrorEvent { get; } = $"xstate.error.actor.{Id}";

    /// <summary>The name of the timer that waits for the next attempt.</summary>
    public string RetryTimer { get; } = RetryTimerOf(Id);

    /// <summary>The same of any invocation.</summary>
    public static string RetryTimerOf(string id) => $"retry.{id}";
}
