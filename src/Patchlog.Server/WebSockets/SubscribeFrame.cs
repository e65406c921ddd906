using System.Diagnostics.CodeAnalysis;
using Patchlog.Following;
using Patchlog.Json;

namespace Patchlog.Server.WebSockets;

/// <summary>What a <c>subscribe</c> frame asks for.</summary>
/// <param name="Id">What the client calls the subscription.</param>
/// <param name="Tenant">Whose events.</param>
/// <param name="Filter">Which of them.</param>
/// <param name="Start">Where to begin.</param>
/// <param name="Credit">Events that may be sent before the client grants more; null for no bound.</param>
/// <param name="IncludesState">Whether the aggregate comes first.</param>
/// <param name="Name">The durable subscription it works on; null for none.</param>
sealed record SubscribeFrame(
    string Id, Tenant Tenant, FeedFilter Filter, FeedStart Start, int? Credit, bool IncludesState, string? Name)
{
    /// <summary>The most events that one frame can grant.</summary>
    public const int MaxCredit = 1_000_000;

    const int MaxIdLength = 128;

    static readonly string[] Members =
        ["type", "id", "tenant", "targetName", "targetId", "after", "epoch", "credit", "include", "name"];

    /// <summary>Reads the frame; a problem says what is wrong with it.</summary>
    public static bool TryRead(
        JsonObject frame, Guid epoch, [NotNullWhen(true)] out SubscribeFrame? subscribe,
        [NotNullWhen(false)] out Problem? problem)
    {
        subscribe = null;
        problem = RefuseMembers(frame);
        if (problem is not null
            || !TryReadId(frame, out var id, out problem)
            || !TryReadTarget(frame, out var tenant, out var filter, out problem)
            || !TryReadStart(frame, epoch, out var start, out problem)
            || !TryReadCount(frame, "credit", isRequired: false, out var credit, out problem)
            || !TryReadInclude(frame, out var includesState, out problem)
            || !TryReadName(frame, out var name, out problem))
            return false;
        if (includesState && (filter.TargetId is null || start.After is not null || name is not null))
        {
            problem = Frames.Invalid(
                "The state is sent of one aggregate (targetName and targetId), as it is now: without after or name.",
                "/include");
            return false;
        }
        subscribe = new(id, tenant, filter, start, credit, includesState, name);
        return true;
    }

    /// <summary>Reads the id of a subscription: a string of 1–128 characters.</summary>
    public static bool TryReadId(JsonObject frame, out string id, [NotNullWhen(false)] out Problem? problem)
    {
        id = (frame["id"] as JsonString)?.Value ?? "";
        problem = id.Length is > 0 and <= MaxIdLength ? null
            : Frames.Invalid($"\"id\" names the subscription: a string of 1 to {MaxIdLength} characters.", "/id");
        return problem is null;
    }

    /// <summary>Reads a number of events; null if it is absent and may be.</summary>
    public static bool TryReadCount(
        JsonObject frame, string member, bool isRequired, out int? count, [NotNullWhen(false)] out Problem? problem)
    {
        (count, problem) = (null, null);
        if (frame[member] is null && !isRequired)
            return true;
        if (frame[member] is JsonNumber number && number.TryGetInt64(out var value) && value is >= 1 and <= MaxCredit)
            count = (int)value;
        else
            problem = Frames.Invalid($"\"{member}\" is a whole number from 1 to {MaxCredit}.", "/" + member);
        return problem is null;
    }

    static Problem? RefuseMembers(JsonObject frame)
    {
        foreach (var (name, _) in frame.Members)
            if (!Members.Contains(name))
                return Frames.Invalid($"This frame has no member \"{name}\".", "/" + name);
        return null;
    }

    static bool TryReadTarget(
        JsonObject frame, out Tenant tenant, out FeedFilter filter, [NotNullWhen(false)] out Problem? problem)
    {
        (filter, problem) = (FeedFilter.All, null);
        if (!Tenant.TryParse(TextOf(frame, "tenant"), out tenant))
            problem = Frames.Invalid("\"tenant\" is missing, or no name.", "/tenant");
        if (problem is null && frame["targetName"] is not null)
        {
            if (TargetName.TryParse(TextOf(frame, "targetName"), out var name))
                filter = new(name);
            else
                problem = Frames.Invalid("\"targetName\" is no name of a type.", "/targetName");
        }
        if (problem is null && frame["targetId"] is not null)
        {
            if (filter.TargetName is not null && AggregateId.TryParse(TextOf(frame, "targetId"), out var id))
                filter = filter with { TargetId = id };
            else
                problem = Frames.Invalid("\"targetId\" is an id, and needs a targetName.", "/targetId");
        }
        return problem is null;
    }

    static bool TryReadStart(
        JsonObject frame, Guid epoch, out FeedStart start, [NotNullWhen(false)] out Problem? problem)
    {
        (start, problem) = (FeedStart.End, null);

        if (frame["epoch"] is not null)
        {
            if (!Guid.TryParseExact(TextOf(frame, "epoch"), "D", out var named))
                problem = Frames.Invalid("\"epoch\" is a UUID.", "/epoch");
            else if (!FeedPosition.TryMatchEpoch(named, epoch, out problem))
                return false;
        }

        if (problem is null && frame["after"] is not null)
        {
            if (TextOf(frame, "after") is { } text)
                return FeedStart.TryParse(text, epoch, out start, out problem);

            problem = Frames.Invalid("\"after\" is a feed position as a string, \"start\" or \"end\".", "/after");
        }

        return problem is null;
    }

    static bool TryReadInclude(JsonObject frame, out bool includesState, [NotNullWhen(false)] out Problem? problem)
    {
        var include = frame["include"];
        includesState = include is JsonArray { Count: 1 } array && array[0] is JsonString { Value: "state" };
        problem = includesState || include is null or JsonArray { Count: 0 } ? null
            : Frames.Invalid("\"include\" is [] or [\"state\"].", "/include");
        return problem is null;
    }

    static bool TryReadName(JsonObject frame, out string? name, [NotNullWhen(false)] out Problem? problem)
    {
        name = TextOf(frame, "name");
        problem = frame["name"] is null || Command.IsName(name) ? null
            : Frames.Invalid("\"name\" must be 1–63 characters of A-Z a-z 0-9 _ -, beginning with a letter or digit.",
                "/name");
        return problem is null;
    }

    static string? TextOf(JsonObject frame, string member) => (frame[member] as JsonString)?.Value;
}
