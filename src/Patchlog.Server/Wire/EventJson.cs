using Patchlog.Json;

namespace Patchlog.Server.Wire;

/// <summary>An event as every client sees it.</summary>
static class EventJson
{
    public static void Write(JsonWriter writer, Event @event)
    {
        var draft = @event.Draft;
        writer.BeginObject()
            .Member("position", @event.Position.ToString())
            .Member("id", @event.Id)
            .Member("name", draft.Name)
            .Member("type", draft.Type.ToName())
            .Member("tenant", @event.Key.Tenant.Value)
            .Member("targetName", @event.Key.TargetName.Value)
            .Member("targetId", @event.Key.TargetId.Value)
            .Member("version", draft.Version.Number)
            .Member("time", Timestamps.Write(@event.Time))
            .Member("commandId", @event.CommandId.Value)
            .Member("correlationId", @event.CorrelationId);
        WriteText(writer, "causationId", @event.CausationId);
        WriteText(writer, "actor", @event.Actor);
        WriteText(writer, "bundle", @event.Bundle);
        if (draft.Body is not null)
            writer.Member("body", draft.Body);
        if (draft.Data is not null)
            writer.Member("data", draft.Data);
        if (@event.Context is not null)
            writer.Member("context", @event.Context);
        writer.End();
    }

    public static void WriteAll(JsonWriter writer, IEnumerable<Event> events)
    {
        writer.BeginArray();
        foreach (var @event in events)
            Write(writer, @event);
        writer.End();
    }

    static void WriteText(JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.Member(name, value);
    }
}
