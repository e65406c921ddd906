using Patchlog.Json;

namespace Patchlog;

/// <summary>
/// A command that an instance of a process wants carried out is issued, or ended because it was. It is known by its
/// command id. Immutable.
/// </summary>
abstract record OutgoingEffect : Effect
{
    OutgoingEffect(JsonObject payload) : base("outgoing", payload)
    {
    }

    /// <summary>The command is issued; one with the same id is replaced, and its attempts are forgotten.</summary>
    /// <param name="Id">The id of the command.</param>
    /// <param name="Process">The process's name, without a prefix.</param>
    /// <param name="Instance">The instance that issues it.</param>
    /// <param name="Number">Its number among the commands of the instance.</param>
    /// <param name="Command">The command, as it is to be sent.</param>
    /// <param name="DueAt">When it is due; what is finer than a microsecond is cut off.</param>
    public sealed record Issue(
        CommandId Id, string Process, AggregateId Instance, long Number, JsonObject Command, DateTimeOffset DueAt)
        : OutgoingEffect(JsonObject.Of(
            new("id", Id.Value),
            new("process", Process),
            new("instance", Instance.Value),
            new("number", Number),
            // A text, so that the database takes it as it is.
            new("command", Command.ToString()),
            new("dueAt", Microseconds.Of(DueAt))));

    /// <summary>The command is ended, whatever became of it; if there is none, nothing happens.</summary>
    /// <param name="Id">The id of the command.</param>
    public sealed record End(CommandId Id) : OutgoingEffect(JsonObject.Empty.With("id", Id.Value));
}
