using Patchlog.Json;
using Patchlog.Processes;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>The answer with one instance of a process.</summary>
static class InstanceReply
{
    /// <summary>Makes the answer.</summary>
    public static Reply Of(InstanceView view) => new(StatusCodes.Status200OK)
    {
        Body = writer => Write(writer, view),
        Size = (view.State.Body?.Utf8Length ?? 0) + view.Events.Sum(static one => one.Bytes)
            + view.Commands.Sum(static one => one.Utf8Length),
        Headers = [("ETag", ConditionalHeaders.ETagOf(view.State.Version))],
    };

    static void Write(JsonWriter writer, InstanceView view)
    {
        writer.BeginObject()
            .Member("id", view.Key.TargetId.Value)
            .Member("version", view.State.Version.Number)
            .Member("createdAt", Timestamps.Write(view.State.CreatedAt))
            .Member("updatedAt", Timestamps.Write(view.State.UpdatedAt))
            .Member("document", view.State.Body ?? JsonValue.Null);

        if (view.Accepts is { } accepts)
            writer.Member("accepts", JsonArray.Of([.. accepts.Select(JsonString.From)]));

        writer.Member("timers", JsonArray.Of([.. view.Timers]))
            .Member("commands", JsonArray.Of([.. view.Commands]))
            .Name("events");
        EventJson.WriteAll(writer, view.Events);
        writer.End();
    }
}
