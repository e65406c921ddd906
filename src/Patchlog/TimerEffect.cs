using Patchlog.Json;

namespace Patchlog;

/// <summary>
/// A timer of an instance of a process is set or ended. A timer is known by process, instance, name and the number of
/// the entry into the state that set it: a state that is entered again has timers of its own. Immutable.
/// </summary>
abstract record TimerEffect : Effect
{
    TimerEffect(JsonObject payload) : base("timer", payload)
    {
    }

    static JsonObject PayloadOf(string process, AggregateId instance, string name, long entry) => JsonObject.Of(
        new("process", process), new("instance", instance.Value), new("name", name), new("entry", entry));

    /// <summary>The timer is set; one that is there gets the new due time.</summary>
    /// <param name="Process">The process's name, without a prefix.</param>
    /// <param name="Instance">The instance whose timer it is.</param>
    /// <param name="Name">The timer's name within the instance.</param>
    /// <param name="Entry">The number of the entry into the state that sets it.</param>
    /// <param name="DueAt">When it is due; what is finer than a microsecond is cut off.</param>
    public sealed record Set(string Process, AggregateId Instance, string Name, long Entry, DateTimeOffset DueAt)
        : TimerEffect(PayloadOf(Process, Instance, Name, Entry).With("dueAt", Microseconds.Of(DueAt)));

    /// <summary>The timer is ended; if there is none, nothing happens.</summary>
    /// <param name="Process">The process's name, without a prefix.</param>
    /// <param name="Instance">The instance whose timer it is.</param>
    /// <param name="Name">The timer's name within the instance.</param>
    /// <param name="Entry">The number of the entry into the state that set it.</param>
    public sealed record End(string Process, AggregateId Instance, string Name, long Entry)
        : TimerEffect(PayloadOf(Process, Instance, Name, Entry));
}
