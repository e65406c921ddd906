using System.Globalization;
using Patchlog.Json;

namespace Patchlog;

/// <summary>
/// An event as every client sees it. A journal writes it straight from its columns, without reading the documents in
/// them: a feed is as fast as its text can be copied.
/// </summary>
public static class EventJson
{
    /// <summary>Writes an event.</summary>
    public static void Write(JsonWriter writer, Event @event)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(@event);
        var draft = @event.Draft;
        Begin(writer, new(
            @event.Position.Number, draft.Name, draft.Type.ToName(), @event.Key.Tenant.Value,
            @event.Key.TargetName.Value, @event.Key.TargetId.Value, draft.Version.Number, @event.Time,
            @event.CommandId.Value, @event.Ordinal, @event.CorrelationId, @event.CausationId, @event.Actor,
            @event.Bundle, @event.ReceivedAt, @event.Depth));
        WriteValue(writer, "body", draft.Body);
        WriteValue(writer, "data", draft.Data);
        WriteValue(writer, "reads", @event.Reads);
        WriteValue(writer, "asked", @event.Asked);
        WriteValue(writer, "rules", @event.Rules);
        WriteValue(writer, "context", @event.Context);

        writer.End();
    }

    /// <summary>Writes an array of events.</summary>
    public static void WriteAll(JsonWriter writer, IEnumerable<Event> events)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(events);
        writer.BeginArray();
        foreach (var @event in events)
            Write(writer, @event);

        writer.End();
    }

    /// <summary>Writes an event whose documents are texts.</summary>
    internal static void Write(JsonWriter writer, in EventHeader header, in EventTexts texts)
    {
        if (texts.Context.IsEmpty)
        {
            Begin(writer, header);
        }
        else
        {
            var words = JsonValue.Parse(texts.Context, StoredLimits.Json) as JsonObject;
            Begin(writer, header with
            {
                CorrelationId = Event.CorrelationIdOf(words) ?? header.CorrelationId,
                CausationId = Event.CausationIdOf(words),
            });
        }

        WriteDocument(writer, "body"u8, texts.Body);
        WriteDocument(writer, "data"u8, texts.Data);
        WriteDocument(writer, "reads"u8, texts.Reads);
        WriteDocument(writer, "asked"u8, texts.Asked);
        WriteDocument(writer, "rules"u8, texts.Rules);
        WriteDocument(writer, "context"u8, texts.Context);

        writer.End();
    }

    static void Begin(JsonWriter writer, in EventHeader header)
    {
        Span<char> text = stackalloc char[NameGrammar.MaxIdLength + 16];
        header.Position.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        writer.BeginObject().Name("position"u8).String(text[..length]);
        text.TryWrite(CultureInfo.InvariantCulture, $"{header.CommandId}.{header.Ordinal}", out length);
        writer.Name("id"u8).String(text[..length])
            .Name("name"u8).String(header.Name)
            .Name("type"u8).String(header.Type)
            .Name("tenant"u8).String(header.Tenant)
            .Name("targetName"u8).String(header.TargetName)
            .Name("targetId"u8).String(header.TargetId)
            .Name("version"u8).Number(header.Version)
            .Name("time"u8).String(Timestamps.Write(header.Time, text))
            .Name("commandId"u8).String(header.CommandId)
            .Name("correlationId"u8).String(header.CorrelationId);
        WriteText(writer, "causationId"u8, header.CausationId);
        WriteText(writer, "actor"u8, header.Actor);
        WriteText(writer, "bundle"u8, header.Bundle);
        writer.Name("receivedAt"u8).String(Timestamps.Write(header.ReceivedAt, text));
        if (header.Depth > 0)
            writer.Name("depth"u8).Number(header.Depth);
    }

    static void WriteValue(JsonWriter writer, string name, JsonValue? value)
    {
        if (value is not null)
            writer.Member(name, value);
    }

    static void WriteDocument(JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
            writer.Name(name).Raw(text);
    }

    static void WriteText(JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            writer.Name(name).String(value);
    }
}
