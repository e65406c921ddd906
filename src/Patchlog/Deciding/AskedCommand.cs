using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;

namespace Patchlog.Deciding;

/// <summary>
/// What was asked for, as the first event of a command keeps it where the events do not tell it; and the command again,
/// of what its events say.
/// </summary>
static class AskedCommand
{
    /// <summary>What an event keeps of a command.</summary>
    public static JsonObject Of(Command command)
    {
        var asked = JsonObject.Of(new("name", command.Name), new("type", command.Type.ToName()));
        if (command.TargetOrigin != TargetOrigin.Sender)
            asked = asked.With("isStart", true);

        return command.Body is { } body ? asked.With("body", body) : asked;
    }

    /// <summary>Whether the events alone tell what was asked for.</summary>
    public static bool IsTold(Command command, ImmutableArray<EventDraft> events) =>
        command is { Name: Command.DefaultName, TargetOrigin: TargetOrigin.Sender } && events is [var only]
        && command.Type switch
        {
            CommandType.Create => only.Type == EventType.Create && only.Body == command.Body,
            CommandType.Patch => only.Type == EventType.Patch && only.Body == command.Body,
            CommandType.Delete => only.Type == EventType.Delete && command.Body is null,
            CommandType.Put or CommandType.Logic or CommandType.Orchestration => false,
        };

    /// <summary>The command that has left events, as it was decided.</summary>
    /// <param name="events">Its events, in order; at least one.</param>
    /// <param name="limits">What a patch may do.</param>
    /// <param name="command">The command; worth nothing but to be decided again.</param>
    /// <returns>False if what was kept can't be a command.</returns>
    public static bool TryRestore(
        ImmutableArray<Event> events, PatchLimits limits, [NotNullWhen(true)] out Command? command)
    {
        var first = events[0];
        var (name, type, body, isStart) = first.Asked is { } asked
            ? (asked.TextOf("name"), asked.TextOf("type"), asked["body"],
                asked["isStart"] is not null)
            : (Command.DefaultName, first.Draft.Type.ToName(), first.Draft.Body, false);

        command = null;
        JsonPatch? patch = null;
        if (name is null || type is null || !CommandTypes.TryParse(type, out var known)
            || (known == CommandType.Patch && body is JsonArray && !JsonPatch.TryRead(body, limits, out patch, out _)))
        {
            return false;
        }

        command = new()
        {
            Id = first.CommandId,
            Name = name,
            Type = known,
            Target = first.Key,
            TargetOrigin = !isStart ? TargetOrigin.Sender
                : known == CommandType.Logic ? TargetOrigin.Handler
                : TargetOrigin.Generated,
            Body = body,
            Patch = patch,
            Context = first.Context,
            Actor = first.Actor,
            ReceivedAt = first.ReceivedAt,
            Depth = first.Depth,
            Digest = default,
        };

        return true;
    }
}
