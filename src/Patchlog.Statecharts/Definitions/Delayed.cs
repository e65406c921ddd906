namespace Patchlog.Statecharts.Definitions;

/// <summary>A timer that a state sets when it is entered. Immutable.</summary>
/// <param name="Key">The delay as it was written.</param>
/// <param name="Delay">The delay.</param>
/// <param name="EventType">The event that the timer brings, as XState names it.</param>
sealed record Delayed(string Key, Delay Delay, string EventType)
{
    /// <summary>The timer's name.</summary>
    public string TimerName { get; } = $"after.{Key}";
}
