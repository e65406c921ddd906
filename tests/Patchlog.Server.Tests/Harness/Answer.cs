using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;

namespace Patchlog.Server.Tests.Harness;

/// <summary>What came back over HTTP, read to its end; of a stream or a socket, which have none, only the head.</summary>
public sealed partial record Answer(int Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonExpectations.Read(Text);

    /// <summary>The version in the entity tag, which must be a strong one.</summary>
    public long Version => long.Parse(Header("ETag")!.Trim('"'), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The path in <c>Location</c>, which may be absolute or not.</summary>
    public string Location => new Uri(new Uri("http://any"), Header("Location")!).AbsolutePath;

    /// <summary>Whether the command's id was known, so that this is the first outcome again.</summary>
    public bool IsDuplicate => Header("Patchlog-Duplicate") == "true";

    /// <summary>The path and query in the <c>Link</c> to the next page, or null on the last one.</summary>
    public string? NextPage => Header("Link") is { } link && NextLink().Match(link) is { Success: true } match
        ? new Uri(new Uri("http://any"), match.Groups["target"].Value).PathAndQuery
        : null;

    /// <summary>A header's value, or null.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>Fails unless the status is this one.</summary>
    public Answer ShouldBe(int status)
    {
        Status.ShouldBe(status, Text);
        return this;
    }

    /// <summary>Fails unless the body is this JSON value.</summary>
    public Answer ShouldBeJson(string expected)
    {
        Json.ShouldBeJson(expected);
        return this;
    }

    /// <summary>Fails unless this is a complete problem document of this kind (RFC 9457).</summary>
    public JsonElement ShouldBeProblem(int status, string code)
    {
        ShouldBe(status);
        Header("Content-Type").ShouldBe("application/problem+json");
        return Json.ShouldBeProblem(status, code);
    }

    [GeneratedRegex("<(?<target>[^>]+)>;\\s*rel=\"?next\"?", RegexOptions.NonBacktracking)]
    private static partial Regex NextLink();

    internal static async Task<Answer> ReadAsync(HttpResponseMessage response) =>
        OfHead(response) with { Text = IsEndless(response) ? "" : await response.Content.ReadAsStringAsync() };

    /// <summary>What can be told before the body is there.</summary>
    internal static Answer OfHead(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        response.Headers.Concat(response.Content.Headers).ToDictionary(
            header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
        "");

    static bool IsEndless(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.SwitchingProtocols
        || response.Content.Headers.ContentType?.MediaType == "text/event-stream";
}
