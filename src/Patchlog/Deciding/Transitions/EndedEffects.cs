using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Deciding.Transitions;

/// <summary>
/// What the server has kept until an input was delivered, and no longer: the timer that has fired, the command that is
/// answered. It ends whatever becomes of the input.
/// </summary>
static class EndedEffects
{
    /// <summary>What ends with a command.</summary>
    public static ImmutableArray<Effect> Of(Command command) => Of(command, command.Body as JsonObject);

    static ImmutableArray<Effect> Of(Command command, JsonObject? body)
    {
        var (process, instance) = (command.Target.TargetName.Process ?? "", command.Target.TargetId);
        if (body?["failure"] is JsonObject note)
            return Of(command, note["input"] as JsonObject);

        if (body?["timer"] is JsonObject timer && timer["name"] is JsonString name
            && timer["entry"] is JsonNumber entry && entry.TryGetInt64(out var number))
        {
            return [new TimerEffect.End(process, instance, name.Value, number)];
        }

        return body?["outcome"] is JsonObject outcome && outcome["commandId"] is JsonString id
            ? [new OutgoingEffect.End(CommandId.Trusted(id.Value))]
            : [];
    }
}
