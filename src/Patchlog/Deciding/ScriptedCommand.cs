using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Scripting;

namespace Patchlog.Deciding;

/// <summary>
/// A command as handlers and rules see it: the envelope, who sent it, and when it was received.
/// </summary>
static class ScriptedCommand
{
    /// <summary>What the functions of the bundle can know of time and chance: that of the command.</summary>
    public static ScriptAmbient AmbientOf(in Question question) =>
        new(question.Command.ReceivedAt, SeedOf(question.Command)) { GivenUuids = question.Uuids ?? [] };

    /// <summary>The same for the rules of a file: their chance is another than that of a handler.</summary>
    public static ScriptAmbient AmbientOf(in Question question, RuleFile rules) =>
        new(question.Command.ReceivedAt, SeedOf(question.Command, rules.File));

    /// <summary>A time as a script's own <c>Date</c> writes it: ISO 8601 in UTC, with milliseconds.</summary>
    public static string TextOf(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static JsonObject Of(Command command)
    {
        var members = new JsonObject.Builder();
        members.Set("id", command.Id.Value);
        members.Set("name", command.Name);
        members.Set("type", command.Type.ToName());
        members.Set("tenant", command.Target.Tenant.Value);
        members.Set("targetName", command.Target.TargetName.Value);
        if (command.TargetOrigin == TargetOrigin.Sender)
            members.Set("targetId", command.Target.TargetId.Value);

        if (command.Body is { } body)
            members.Set("body", body);

        if (command.Context is { } context)
            members.Set("context", context);

        if (command.Actor is { } actor)
            members.Set("actor", actor);

        members.Set("receivedAt", TextOf(command.ReceivedAt));

        return members.Build();
    }

    /// <summary>Where chance begins for those who decide the command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="rules">The file of rules that it is for; empty for a handler.</param>
    public static ulong SeedOf(Command command, string rules = "")
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{command.Target.Tenant}/{command.Id}{rules}"), hash);

        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
