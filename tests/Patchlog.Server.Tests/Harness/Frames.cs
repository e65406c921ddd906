namespace Patchlog.Server.Tests.Harness;

/// <summary>WebSocket frames as JSON text.</summary>
static class Frames
{
    /// <summary>One command, in a frame that correlates by its own id.</summary>
    public static string Command(string id, string command) =>
        $$"""{"type":"command","id":"{{id}}","command":{{command}}}""";

    /// <summary>Several commands.</summary>
    public static string Batch(string id, params IEnumerable<string> commands) =>
        $$"""{"type":"batch","id":"{{id}}","commands":[{{string.Join(',', commands)}}]}""";
}
