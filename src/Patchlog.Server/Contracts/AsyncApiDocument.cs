using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>
/// Writes the frames of the WebSocket as AsyncAPI 3.0
/// (https://www.asyncapi.com/docs/reference/specification/v3.0.0).
/// </summary>
sealed class AsyncApiDocument(JsonWriter writer, Schemas schemas)
{
    const string Channel = "#/channels/socket";

    /// <summary>Writes the document.</summary>
    /// <param name="writer">Takes the document.</param>
    /// <param name="limits">The bounds that the document names.</param>
    /// <param name="prefix">The path at which a proxy offers the server; empty for none.</param>
    public static void Write(JsonWriter writer, IntakeLimits limits, string prefix)
    {
        var schemas = new Schemas(limits);
        var frames = FrameTable.Of(limits);
        var document = new AsyncApiDocument(writer, schemas);

        writer.BeginObject().Member("asyncapi", "3.0.0").Name("info");
        Info.Write(writer, "Patchlog over WebSocket", $"""
            Each frame is one JSON text message of at most {limits.Json.MaxBytes} bytes. A frame that can't be read, or
            is refused, gets a `nack`, and the WebSocket stays open.
            """);
        writer.Name("servers").BeginObject();
        document.WriteServer("here", "ws", prefix);
        document.WriteServer("hereOverTls", "wss", prefix);
        writer.End();

        document.WriteChannel(frames);
        document.WriteOperations(frames);

        writer.Name("components").BeginObject();
        document.WriteMessages(frames);
        writer.Name("schemas");
        schemas.Write(writer);
        writer.End().End();
    }

    void WriteServer(string name, string protocol, string prefix) =>
        writer.Name(name).BeginObject()
            .Member("host", "{host}").Member("pathname", prefix.Length == 0 ? "/" : prefix)
            .Member("protocol", protocol)
            .Name("variables").BeginObject().Name("host").BeginObject()
            .Member("description", "The host and port that this document came from.")
            .Member("default", "127.0.0.1:3000")
            .End().End().End();

    void WriteChannel(IReadOnlyList<Frame> frames)
    {
        writer.Name("channels").BeginObject().Name("socket").BeginObject()
            .Member("address", "/ws").Name("messages").BeginObject();
        foreach (var frame in frames)
            WriteReference(frame.Name, $"#/components/messages/{frame.Name}");
        writer.End().End().End();
    }

    // An application is described from its own side: what a client sends, the server receives.
    void WriteOperations(IReadOnlyList<Frame> frames)
    {
        writer.Name("operations").BeginObject();
        foreach (var frame in frames)
        {
            writer.Name(frame.Name).BeginObject()
                .Member("action", frame.From == Sender.Client ? "receive" : "send")
                .Member("summary", frame.Summary);
            WriteReference("channel", Channel);
            WriteMessageReferences([frame.Name]);

            if (frame.Answers.Count > 0)
            {
                writer.Name("reply").BeginObject();
                WriteReference("channel", Channel);
                WriteMessageReferences(frame.Answers);
                writer.End();
            }

            writer.End();
        }

        writer.End();
    }

    void WriteMessages(IReadOnlyList<Frame> frames)
    {
        writer.Name("messages").BeginObject();
        foreach (var frame in frames)
            writer.Name(frame.Name).BeginObject()
                .Member("name", frame.Name)
                .Member("summary", frame.Summary)
                .Member("contentType", "application/json")
                .Member("payload", schemas.Reference(frame.Schema))
                .Name("examples").BeginArray().BeginObject()
                .Member("payload", JsonValue.Parse(frame.Example))
                .End().End().End();
        writer.End();
    }

    void WriteMessageReferences(IEnumerable<string> names)
    {
        writer.Name("messages").BeginArray();
        foreach (var name in names)
            writer.BeginObject().Member("$ref", $"{Channel}/messages/{name}").End();

        writer.End();
    }

    void WriteReference(string name, string target) =>
        writer.Name(name).BeginObject().Member("$ref", target).End();
}
