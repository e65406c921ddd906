using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Patchlog;

/// <summary>
/// The ids of the commands by which processes are run. Each follows from what it is about, so that whoever sends it
/// again, after whatever has failed, sends the same command. No sender can have taken one before: they are reserved.
/// </summary>
static class ProcessIds
{
    /// <summary>A command that an instance issues.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="number">The number of the command among those of the instance.</param>
    public static CommandId OfCommand(AggregateKey instance, long number) =>
        Derive("command", instance, number.ToString(provider: null));

    /// <summary>The start of an instance, or its feeding, by an event.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="eventId">The event, by its command and ordinal.</param>
    public static CommandId OfInput(AggregateKey instance, string eventId) => Derive("input", instance, eventId);

    /// <summary>The firing of a timer.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="name">The timer.</param>
    /// <param name="entry">The state entry that set it.</param>
    public static CommandId OfTimer(AggregateKey instance, string name, long entry) =>
        Derive("timer", instance, $"{entry}\0{name}");

    /// <summary>The answer to a command that an instance has issued.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="command">The command.</param>
    public static CommandId OfOutcome(AggregateKey instance, CommandId command) =>
        Derive("outcome", instance, command.Value);

    /// <summary>The note that an input could not be taken.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="input">The command that brought the input.</param>
    public static CommandId OfFailure(AggregateKey instance, CommandId input) =>
        Derive("failure", instance, input.Value);

    static CommandId Derive(string kind, AggregateKey instance, string what)
    {
        var text = $"{kind}\0{instance.TargetName}\0{instance.TargetId}\0{what}";

        return CommandId.Trusted(
            CommandId.ReservedPrefix + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }
}
