namespace Patchlog.Server.Wire;

/// <summary>The media types that the server takes and gives.</summary>
static class MediaTypes
{
    public const string Json = "application/json";

    /// <summary>A JSON Patch (RFC 6902).</summary>
    public const string JsonPatch = "application/json-patch+json";

    /// <summary>A merge patch (RFC 7396).</summary>
    public const string MergePatch = "application/merge-patch+json";

    /// <summary>The value of <c>Accept-Patch</c> (RFC 5789 §3.1).</summary>
    public const string Patches = $"{JsonPatch}, {MergePatch}";

    /// <summary>A problem document (RFC 9457).</summary>
    public const string Problem = "application/problem+json";

    /// <summary>What would come of a command; the server's own.</summary>
    public const string Trial = "application/vnd.patchlog.trial+json";

    /// <summary>The outcome of a command with how it came about; the server's own.</summary>
    public const string Outcome = "application/vnd.patchlog.outcome+json";

    /// <summary>Why a command has done what it did; the server's own.</summary>
    public const string Explanation = "application/vnd.patchlog.explanation+json";

    public const string JsonSchema = "application/schema+json";

    /// <summary>Server-Sent Events (WHATWG HTML §9.2).</summary>
    public const string EventStream = "text/event-stream";

    public const string Html = "text/html";

    public const string Css = "text/css";

    public const string JavaScript = "text/javascript";

    public const string Svg = "image/svg+xml";

    public const string PlainText = "text/plain";

    public const string Png = "image/png";

    /// <summary>Any media type: for a route whose answers have several.</summary>
    public const string Any = "*/*";
}
