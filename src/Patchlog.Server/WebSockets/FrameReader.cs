using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Following;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>
/// The table of frames: what each frame of a client must be, what the caller needs to be allowed, and what carries it
/// out. Frames of other types are refused.
/// </summary>
static class FrameReader
{
    /// <summary>The rows of the table.</summary>
    public static IReadOnlyList<FrameRow> Rows { get; } =
    [
        BareCommand("create"),
        BareCommand("patch"),
        BareCommand("delete"),
        BareCommand("logic"),
        BareCommand("orchestration"),
        FrameRow.Of<Command>("command", Access.WriteTenant, ReadCommand, SubmitAsync),
        FrameRow.Of<IReadOnlyList<Result<Command>>>("batch", Access.WriteTenant, ReadBatch, SubmitAllAsync),
        FrameRow.Of<SubscribeFrame>("subscribe", Access.ReadTenant, SubscribeFrame.TryRead, Subscribe),
        FrameRow.Of<CreditFrame>("credit", Access.ReadTenant, ReadCredit, Grant),
        FrameRow.Of<CommitFrame>("commit", Access.ReadTenant, ReadCommit, CommitAsync),
        FrameRow.Of<Subscription>("unsubscribe", Access.ReadTenant, ReadUnsubscribe, UnsubscribeAsync),
        FrameRow.Of<JsonObject>("ping", Access.Open, ReadAny, Pong),
        FrameRow.Of<JsonObject>("pong", Access.Open, ReadAny, Ignore),
    ];

    static readonly FrozenDictionary<string, FrameRow> Table =
        Rows.ToFrozenDictionary(row => row.Type, StringComparer.Ordinal);

    /// <summary>Finds the row of a message; a problem if the message is no frame.</summary>
    /// <param name="message">The message.</param>
    /// <param name="frame">The message as a frame, or null.</param>
    /// <param name="row">The row of its type, or null.</param>
    /// <param name="id">The id under which it is answered; null if it has none that fits.</param>
    /// <param name="problem">Why it is refused, or null.</param>
    public static bool TryFind(
        JsonValue message, [NotNullWhen(true)] out JsonObject? frame, [NotNullWhen(true)] out FrameRow? row,
        out JsonValue? id, [NotNullWhen(false)] out Problem? problem)
    {
        (frame, row, problem) = (message as JsonObject, null, null);
        id = frame?["id"];
        if (id?.Utf8Length > FrameLimits.MaxIdBytes)
        {
            id = null;
            problem = ClientFrame.Invalid($"The \"id\" of a frame has at most {FrameLimits.MaxIdBytes} bytes.", "/id");
        }
        else if (frame?["type"] is not JsonString { Value: var type })
        {
            problem = ClientFrame.Invalid("A frame must be a JSON object with a \"type\".", "/type");
        }
        else if (!Table.TryGetValue(type, out row))
        {
            problem = ClientFrame.Invalid($"There is no frame of type \"{type}\".", "/type");
        }

        return frame is not null && row is not null && problem is null;
    }

    static FrameRow BareCommand(string type) =>
        FrameRow.Of<Command>(type, Access.WriteTenant, ReadBareCommand, SubmitAsync);

    static bool ReadBareCommand(
        in ClientFrame frame, [NotNullWhen(true)] out Command? command, [NotNullWhen(false)] out Problem? problem) =>
        frame.TryReadCommand(frame.Json, out command, out problem);

    static bool ReadCommand(
        in ClientFrame frame, [NotNullWhen(true)] out Command? command, [NotNullWhen(false)] out Problem? problem)
    {
        command = null;
        if (!frame.HasOnly(["command", "dryRun"], out problem))
            return false;

        if (frame["command"] is not { } document)
        {
            problem = ClientFrame.Missing("command");
            return false;
        }

        if (frame["dryRun"] is not (null or JsonBoolean))
        {
            problem = ClientFrame.Invalid("\"dryRun\" must be true or false.", "/dryRun");
            return false;
        }

        if (!frame.TryReadCommand(document, out command, out problem))
            return false;

        command = command with { IsTrial = frame["dryRun"] is JsonBoolean { Value: true } };
        return true;
    }

    static bool ReadBatch(
        in ClientFrame frame, [NotNullWhen(true)] out IReadOnlyList<Result<Command>>? commands,
        [NotNullWhen(false)] out Problem? problem)
    {
        commands = null;
        if (!frame.Requires("commands", out var value, out problem))
            return false;

        if (value is not JsonArray documents || documents.Count > frame.MaxCommandsPerBatch)
        {
            problem = ClientFrame.Invalid(
                $"\"commands\" must be an array of at most {frame.MaxCommandsPerBatch} commands.", "/commands");
            return false;
        }

        var read = new Result<Command>[documents.Count];
        for (var i = 0; i < read.Length; i++)
            read[i] = frame.TryReadCommand(documents[i], out var command, out var refusal) ? command : refusal;

        commands = read;
        return true;
    }

    static bool ReadCredit(
        in ClientFrame frame, [NotNullWhen(true)] out CreditFrame? credit, [NotNullWhen(false)] out Problem? problem)
    {
        credit = null;
        if (!frame.HasOnly(["n"], out problem)
            || !frame.TryReadCount("n", out var count, out problem)
            || !frame.TryFindSubscription(Subscriptions.Unknown, out var subscription, out problem))
            return false;

        credit = new(subscription, count);
        return true;
    }

    static bool ReadCommit(
        in ClientFrame frame, [NotNullWhen(true)] out CommitFrame? commit, [NotNullWhen(false)] out Problem? problem)
    {
        commit = null;
        if (!frame.Requires("position", out _, out problem)
            || !frame.TryFindSubscription(Subscription.Ended, out var subscription, out problem))
            return false;

        if (frame.TextOf("position") is not { } text || !FeedPosition.IsFeedPosition(text))
        {
            problem = ClientFrame.Invalid("\"position\" must be a feed position, as a string.", "/position");
            return false;
        }

        if (!FeedPosition.TryParse(text, frame.Epoch, out var acknowledged, out problem))
            return false;

        commit = new(subscription, acknowledged.Position);
        return true;
    }

    static bool ReadUnsubscribe(
        in ClientFrame frame, [NotNullWhen(true)] out Subscription? subscription,
        [NotNullWhen(false)] out Problem? problem)
    {
        subscription = null;
        return frame.HasOnly([], out problem)
            && frame.TryFindSubscription(Subscriptions.Unknown, out subscription, out problem);
    }

    static bool ReadAny(
        in ClientFrame frame, [NotNullWhen(true)] out JsonObject? json, [NotNullWhen(false)] out Problem? problem)
    {
        json = frame.Json;
        return frame.TryAdmit(tenant: null, out problem);
    }

    static ValueTask SubmitAsync(
        Connection connection, Command command, JsonValue? id, CancellationToken cancellation) =>
        connection.SubmitAsync(command, id, cancellation);

    static ValueTask SubmitAllAsync(
        Connection connection, IReadOnlyList<Result<Command>> commands, JsonValue? id,
        CancellationToken cancellation) =>
        connection.SubmitAllAsync(commands, id, cancellation);

    static ValueTask Subscribe(
        Connection connection, SubscribeFrame subscribe, JsonValue? id, CancellationToken cancellation)
    {
        if (!connection.Subscriptions.TryOpen(subscribe, out var problem))
            connection.Refuse(problem, id);

        return ValueTask.CompletedTask;
    }

    static ValueTask Grant(Connection connection, CreditFrame credit, JsonValue? id, CancellationToken cancellation)
    {
        credit.Subscription.Credit.Grant(credit.Events);
        return ValueTask.CompletedTask;
    }

    static async ValueTask CommitAsync(
        Connection connection, CommitFrame commit, JsonValue? id, CancellationToken cancellation)
    {
        var committed = await commit.Subscription.CommitAsync(commit.Position, cancellation);
        if (committed.TryGet(out var position, out var problem))
            connection.Send(Frames.Committed(commit.Subscription.Frame.Id, position));
        else
            connection.Refuse(problem, id);
    }

    static async ValueTask UnsubscribeAsync(
        Connection connection, Subscription subscription, JsonValue? id, CancellationToken cancellation)
    {
        await connection.Subscriptions.EndAsync(subscription);
        connection.Send(Frames.Complete(subscription.Frame.Id, problem: null));
    }

    static ValueTask Pong(Connection connection, JsonObject json, JsonValue? id, CancellationToken cancellation)
    {
        connection.Send(Frames.Pong(id));
        return ValueTask.CompletedTask;
    }

    static ValueTask Ignore(Connection connection, JsonObject json, JsonValue? id, CancellationToken cancellation) =>
        ValueTask.CompletedTask;
}
