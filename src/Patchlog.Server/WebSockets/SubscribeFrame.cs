using System.Diagnostics.CodeAnalysis;
using Patchlog.Following;
using Patchlog.Json;

namespace Patchlog.Server.WebSockets;

/// <summary>A <c>subscribe</c> frame.</summary>
/// <param name="Id">The id of the subscription, which the client chose.</param>
/// <param name="Tenant">The tenant whose events it wants.</param>
/// <param name="Filter">Which of the events.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Credit">Events that may be sent before the client grants more; null for no bound.</param>
/// <param name="IncludesState">True if the state of the aggregate comes first.</param>
/// <param name="Name">The durable subscription that it works on; null for none.</param>
sealed record SubscribeFrame(
    string Id, Tenant Tenant, FeedFilter Filter, FeedStart Start, int? Credit, bool IncludesState, string? Name)
{
    static readonly string[] Members =
        ["tenant", "targetName", "targetId", "after", "epoch", "credit", "include", "name"];

    /// <summary>Reads the frame of a caller who may read the tenant.</summary>
    public static bool TryRead(
        in ClientFrame frame, [NotNullWhen(true)] out SubscribeFrame? subscribe,
        [NotNullWhen(false)] out Problem? problem)
    {
        subscribe = null;
        if (!frame.HasOnly(Members, out problem)
            || !frame.TryReadId(out var id, out problem)
            || !TryReadTenant(frame, out var tenant, out problem)
            || !TryReadFilter(frame, out var filter, out problem)
            || !TryReadStart(frame, out var start, out problem)
            || !TryReadCredit(frame, out var credit, out problem)
            || !TryReadInclude(frame, out var includesState, out problem)
            || !TryReadName(frame, out var name, out problem))
            return false;

        if (includesState && (filter.TargetId is null || start.After is not null || name is not null))
        {
            problem = ClientFrame.Invalid(
                "The state can be sent for one aggregate only (targetName and targetId), and without after and name.",
                "/include");
            return false;
        }

        subscribe = new(id, tenant, filter, start, credit, includesState, name);
        return true;
    }

    static bool TryReadTenant(in ClientFrame frame, out Tenant tenant, [NotNullWhen(false)] out Problem? problem)
    {
        if (Tenant.TryParse(frame.TextOf("tenant"), out tenant))
            return frame.TryAdmit(tenant, out problem);

        problem = ClientFrame.Invalid("\"tenant\" must be the name of a tenant.", "/tenant");
        return false;
    }

    static bool TryReadFilter(in ClientFrame frame, out FeedFilter filter, [NotNullWhen(false)] out Problem? problem)
    {
        (filter, problem) = (FeedFilter.All, null);
        if (frame["targetName"] is not null)
        {
            if (TargetName.TryParseReadable(frame.TextOf("targetName"), out var name))
                filter = new(name);
            else
                problem = ClientFrame.Invalid("\"targetName\" must be the name of a type.", "/targetName");
        }

        if (problem is null && frame["targetId"] is not null)
        {
            if (filter.TargetName is not null && AggregateId.TryParse(frame.TextOf("targetId"), out var id))
                filter = filter with { TargetId = id };
            else
                problem = ClientFrame.Invalid(
                    "\"targetId\" must be the id of an aggregate, and needs a targetName.", "/targetId");
        }

        return problem is null;
    }

    static bool TryReadStart(in ClientFrame frame, out FeedStart start, [NotNullWhen(false)] out Problem? problem)
    {
        (start, problem) = (FeedStart.End, null);

        if (frame["epoch"] is not null)
        {
            if (!Guid.TryParseExact(frame.TextOf("epoch"), "D", out var named))
                problem = ClientFrame.Invalid("\"epoch\" must be a UUID.", "/epoch");
            else if (!FeedPosition.TryMatchEpoch(named, frame.Epoch, out problem))
                return false;
        }

        if (problem is null && frame["after"] is not null)
        {
            if (frame.TextOf("after") is { } text)
                return FeedStart.TryParse(text, frame.Epoch, out start, out problem);

            problem = ClientFrame.Invalid(
                "\"after\" must be a feed position as a string, \"start\" or \"end\".", "/after");
        }

        return problem is null;
    }

    static bool TryReadCredit(in ClientFrame frame, out int? credit, [NotNullWhen(false)] out Problem? problem)
    {
        (credit, problem) = (null, null);
        if (frame["credit"] is null)
            return true;

        var isRead = frame.TryReadCount("credit", out var count, out problem);
        credit = count;

        return isRead;
    }

    static bool TryReadInclude(
        in ClientFrame frame, out bool includesState, [NotNullWhen(false)] out Problem? problem)
    {
        var include = frame["include"];
        includesState = include is JsonArray { Count: 1 } array && array[0] is JsonString { Value: "state" };

        problem = includesState || include is null or JsonArray { Count: 0 }
            ? null
            : ClientFrame.Invalid("\"include\" must be [] or [\"state\"].", "/include");
        return problem is null;
    }

    static bool TryReadName(in ClientFrame frame, out string? name, [NotNullWhen(false)] out Problem? problem)
    {
        name = frame.TextOf("name");
        problem = frame["name"] is null || Command.IsName(name) ? null : ClientFrame.Invalid(
            "\"name\" must be 1–63 characters of A-Z a-z 0-9 _ -, beginning with a letter or digit.", "/name");
        return problem is null;
    }
}
