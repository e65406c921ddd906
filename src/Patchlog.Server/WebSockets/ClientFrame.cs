using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>
/// A frame of a client, with the access that its row in the table of frames names. A command, a tenant and a
/// subscription leave the frame only after the caller was admitted to their tenant.
/// </summary>
/// <param name="json">The frame.</param>
/// <param name="access">What the caller needs to be allowed.</param>
/// <param name="connection">The connection that it came on.</param>
readonly struct ClientFrame(JsonObject json, Access access, Connection connection)
{
    /// <summary>The frame as sent.</summary>
    public JsonObject Json => json;

    /// <summary>The epoch of the database.</summary>
    public Guid Epoch => connection.Epoch;

    /// <summary>The most commands of one batch.</summary>
    public int MaxCommandsPerBatch => connection.Limits.MaxCommandsPerBatch;

    /// <summary>A member, or null.</summary>
    public JsonValue? this[string member] => json[member];

    /// <summary>Admits the caller to a tenant; with null, to a frame that is bound to none.</summary>
    public bool TryAdmit(Tenant? tenant, [NotNullWhen(false)] out Problem? problem) =>
        connection.TryAdmit(access, tenant, out problem);

    /// <summary>Reads a command that the caller may send.</summary>
    public bool TryReadCommand(
        JsonValue document, [NotNullWhen(true)] out Command? command, [NotNullWhen(false)] out Problem? problem)
    {
        if (!connection.TryTake(document, out command, out problem))
            return false;

        if (TryAdmit(command.Target.Tenant, out problem))
            return true;

        problem = problem with { CommandId = command.Id };
        return false;
    }

    /// <summary>Reads the id of a subscription.</summary>
    public bool TryReadId(out string id, [NotNullWhen(false)] out Problem? problem)
    {
        id = (json["id"] as JsonString)?.Value ?? "";
        problem = id.Length is > 0 and <= FrameLimits.MaxSubscriptionIdLength ? null : Invalid(
            $"\"id\" must be the id of the subscription: 1 to {FrameLimits.MaxSubscriptionIdLength} characters.",
            "/id");
        return problem is null;
    }

    /// <summary>Finds the open subscription that the frame names.</summary>
    /// <param name="whenClosed">Makes the problem of an id without an open subscription.</param>
    /// <param name="subscription">The subscription, or null.</param>
    /// <param name="problem">Why there is none, or null.</param>
    public bool TryFindSubscription(
        Func<string, Problem> whenClosed, [NotNullWhen(true)] out Subscription? subscription,
        [NotNullWhen(false)] out Problem? problem)
    {
        subscription = null;
        if (!TryReadId(out var id, out problem))
            return false;

        if (!connection.Subscriptions.TryFind(id, out subscription))
        {
            problem = whenClosed(id);
            return false;
        }

        return TryAdmit(subscription.Frame.Tenant, out problem);
    }

    /// <summary>Reads a number of events.</summary>
    public bool TryReadCount(string member, out int count, [NotNullWhen(false)] out Problem? problem)
    {
        count = json[member] is JsonNumber number && number.TryGetInt64(out var value)
            && value is >= 1 and <= FrameLimits.MaxCreditPerFrame
            ? (int)value
            : 0;

        problem = count > 0 ? null : Invalid(
            $"\"{member}\" must be a whole number from 1 to {FrameLimits.MaxCreditPerFrame}.", "/" + member);
        return problem is null;
    }

    /// <summary>The text of a member; null if the member is missing, or is not a string.</summary>
    public string? TextOf(string member) => (json[member] as JsonString)?.Value;

    /// <summary>Refuses members beside <c>type</c>, <c>id</c> and these.</summary>
    public bool HasOnly(ReadOnlySpan<string> members, [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        foreach (var (name, _) in json.Members)
            if (name is not ("type" or "id") && !members.Contains(name))
                problem ??= Invalid($"This frame has no member \"{name}\".", "/" + name);

        return problem is null;
    }

    /// <summary>Refuses members beside <c>type</c>, <c>id</c> and this one, and a frame without this one.</summary>
    public bool Requires(
        string member, [NotNullWhen(true)] out JsonValue? value, [NotNullWhen(false)] out Problem? problem)
    {
        value = json[member];
        if (!HasOnly([member], out problem))
            return false;

        problem = value is null ? Missing(member) : null;
        return problem is null;
    }

    /// <summary>The problem of a frame without a member that it needs.</summary>
    public static Problem Missing(string member) =>
        Invalid($"This frame needs the member \"{member}\".", "/" + member);

    /// <summary>The problem of a malformed frame.</summary>
    public static Problem Invalid(string detail, string pointer) =>
        Problem.At(ProblemCode.InvalidFrame, pointer, "frame", detail);
}
