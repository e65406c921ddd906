using Patchlog.Intake;
using Patchlog.Json;
using Shouldly;

namespace Patchlog.Tests.Harness;

/// <summary>Commands as a client would write them.</summary>
static class Sample
{
    static int _count;

    public static Command Create(string targetId, string body = "{}", string? id = null, long? version = null) =>
        Read("create", targetId, body, id, version);

    public static Command Patch(string targetId, string body, string? id = null, long? version = null) =>
        Read("patch", targetId, body, id, version);

    /// <summary>A patch that appends a word to the array <c>log</c>.</summary>
    public static Command Log(string targetId, string word, string? id = null, long? version = null) =>
        Patch(targetId, $$"""[{"op":"add","path":"/log/-","value":"{{word}}"}]""", id, version);

    public static Command Delete(string targetId, string? id = null, long? version = null) =>
        Read("delete", targetId, null, id, version);

    /// <summary>A command that a handler decides.</summary>
    public static Command Do(string targetId, string name, string body = "{}", long? version = null) =>
        Read("logic", targetId, body, null, version, name);

    /// <summary>HTTP's PUT, which has no envelope.</summary>
    public static Command Put(string targetId, string body, string? id = null, long? version = null)
    {
        var create = Create(targetId, body, id, version);
        return create with
        {
            Type = CommandType.Put,
            Digest = Digest.Of(JsonObject.Of(new("method", "PUT"), new("body", create.Body!))),
        };
    }

    static Command Read(
        string type, string targetId, string? body, string? id, long? version, string? name = null)
    {
        var envelope = JsonObject.Of(
            new("id", id ?? $"c{Interlocked.Increment(ref _count)}"), new("type", type), new("tenant", "default"),
            new("targetName", "orders"));
        if (targetId.Length > 0)
            envelope = envelope.With("targetId", targetId);
        if (body is not null)
            envelope = envelope.With("body", JsonValue.Parse(body));
        if (version is not null)
            envelope = envelope.With("targetVersion", version.Value);
        if (name is not null)
            envelope = envelope.With("name", name);
        Envelope.TryRead(envelope, PatchLimits.Default, TimeProvider.System, out var command, out var problem)
            .ShouldBeTrue(problem?.Detail);
        return command!;
    }
}
