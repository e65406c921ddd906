using System.Text;

namespace Patchlog.Server.Tests.Harness;

/// <summary>HTTP against one server: <c>await api.Put("/orders/42", "{}").With("If-Match", "*")</c>.</summary>
public sealed class Api(Uri server, string prefix = "")
{
    /// <summary>The media type of RFC 6902.</summary>
    public const string JsonPatch = "application/json-patch+json";

    /// <summary>The media type of RFC 7396.</summary>
    public const string MergePatch = "application/merge-patch+json";

    const string Json = "application/json";

    /// <summary>A GET.</summary>
    public Request Get(string path) => Send("GET", path);

    /// <summary>A HEAD.</summary>
    public Request Head(string path) => Send("HEAD", path);

    /// <summary>A DELETE.</summary>
    public Request Delete(string path) => Send("DELETE", path);

    /// <summary>A POST of JSON.</summary>
    public Request Post(string path, string body) => Send("POST", path, body, Json);

    /// <summary>A PUT of JSON.</summary>
    public Request Put(string path, string body) => Send("PUT", path, body, Json);

    /// <summary>A PATCH with a JSON Patch.</summary>
    public Request Patch(string path, string operations) => Send("PATCH", path, operations, JsonPatch);

    /// <summary>A PATCH with a merge patch.</summary>
    public Request Merge(string path, string patch) => Send("PATCH", path, patch, MergePatch);

    /// <summary>Any request.</summary>
    public Request Send(string method, string path, string? body = null, string? mediaType = null) =>
        SendBytes(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), mediaType);

    /// <summary>Any request with any bytes.</summary>
    public Request SendBytes(string method, string path, byte[]? body, string? mediaType) =>
        new(server, method, prefix + path) { Body = body, MediaType = mediaType };
}
