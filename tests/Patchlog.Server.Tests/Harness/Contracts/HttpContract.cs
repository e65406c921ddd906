using System.Text;
using System.Text.Json;
using Shouldly;

namespace Patchlog.Server.Tests.Harness.Contracts;

/// <summary>
/// Holds answers against <c>/openapi.json</c>: status, headers, media type and body. And the bodies that were taken: the
/// server takes none that it does not describe.
/// </summary>
sealed class HttpContract(JsonElement document, SchemaProcess schemas)
{
    // Longer ones are sent for their length, and would only keep the validator busy.
    const int LongestBody = 64 << 10;

    // What HTTP itself needs, or a browser to let a page see the answer, and nobody describes for a route.
    static readonly string[] OfHttp =
    [
        "Date", "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Type", "Content-Length",
        "Vary", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Access-Control-Allow-Methods",
        "Access-Control-Allow-Headers", "Access-Control-Max-Age",
    ];

    readonly (string Path, string[] Segments)[] _paths =
        [.. document.At("paths").EnumerateObject().Select(path => (path.Name, path.Name.TrimEnd('/').Split('/')))];

    /// <summary>Fails unless the server may answer so.</summary>
    public async Task HoldAsync(Request request, Answer answer)
    {
        var about = $"{request.Method} {request.Path} -> {answer.Status} {Excerpt(answer.Text)}";
        if (IsOfTheWebServer(answer))
            return;
        if (FindPath(request.Path) is not { } path)
            await HoldProblemAsync(answer, about, "route-not-found", "foreign-origin", "uri-too-long", "headers-too-large");
        else if (request.Method == "OPTIONS")
            answer.Status.ShouldBe(204, about);
        else if (!document.At("paths").GetProperty(path).TryGetProperty(MethodOf(request), out var operation))
            await HoldProblemAsync(answer, about, "method-not-allowed", "foreign-origin", "uri-too-long", "headers-too-large");
        else
        {
            var responses = operation.At("responses");
            (responses.TryGetProperty($"{answer.Status}", out var response)
                    || (answer.Status == 200 && responses.TryGetProperty("2XX", out response)))
                .ShouldBeTrue($"{path} does not document this status: {about}");
            response = Resolve(response);
            HoldHeaders(response, answer, about);
            await HoldBodyAsync(response, request, answer, about);
            if (answer.Status < 300 && request.Body is { Length: <= LongestBody } && !IsPartlyRefused(answer))
                await HoldTakenAsync(operation, request, about);
        }
    }

    /// <summary>The documented path that a request goes to; a literal segment comes before a parameter.</summary>
    public string? FindPath(string target)
    {
        var segments = target.Split('?')[0].TrimEnd('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        return _paths
            .Where(path => path.Segments.Length == segments.Length && path.Segments.Zip(segments).All(Fits))
            .OrderBy(path => string.Concat(path.Segments.Select(segment => IsParameter(segment) ? '1' : '0')), StringComparer.Ordinal)
            .Select(path => path.Path)
            .FirstOrDefault();
    }

    static bool Fits((string Pattern, string Segment) pair) => IsParameter(pair.Pattern)
        ? pair.Segment.Length > 0
        : pair.Pattern == pair.Segment;

    static bool IsParameter(string segment) => segment.StartsWith('{');

    static string MethodOf(Request request) => request.Method == "HEAD" ? "get" : request.Method.ToLowerInvariant();

    // A request that breaks HTTP is refused before there is a route.
    static bool IsOfTheWebServer(Answer answer) =>
        answer.Status is >= 400 and < 500 && answer.Text.Length == 0 && answer.Header("Connection") == "close";

    // An array of commands is answered even if some of them are no commands at all.
    static bool IsPartlyRefused(Answer answer) =>
        answer.Text.StartsWith("{\"results\":", StringComparison.Ordinal)
        && answer.Json.At("results").EnumerateArray().Any(result => result.TextAt("type") == "nack");

    /// <summary>What a reference to another part of the document leads to; any other value itself.</summary>
    JsonElement Resolve(JsonElement part) => part.TryGetProperty("$ref", out var reference)
        ? reference.GetString()!["#/".Length..].Split('/').Aggregate(document, (value, name) => value.GetProperty(name))
        : part;

    void HoldHeaders(JsonElement response, Answer answer, string about)
    {
        var documented = response.TryGetProperty("headers", out var headers)
            ? headers.EnumerateObject().ToDictionary(header => header.Name, header => Resolve(header.Value).At("required").GetBoolean(), StringComparer.OrdinalIgnoreCase)
            : [];
        foreach (var (name, _) in documented.Where(header => header.Value))
            answer.Header(name).ShouldNotBeNull($"The header {name} is missing: {about}");
        answer.Headers.Keys.Except(OfHttp, StringComparer.OrdinalIgnoreCase).Except(documented.Keys, StringComparer.OrdinalIgnoreCase)
            .ShouldBeEmpty($"A header that is not documented: {about}");
    }

    async Task HoldBodyAsync(JsonElement response, Request request, Answer answer, string about)
    {
        var mediaType = answer.Header("Content-Type")?.Split(';')[0];
        if (!response.TryGetProperty("content", out var content))
        {
            answer.Text.ShouldBeEmpty(about);
            return;
        }
        if (mediaType is null && (answer.Header("Preference-Applied") == "return=minimal" || answer.IsDuplicate))
            return;
        content.TryGetProperty(mediaType ?? "", out var body).ShouldBeTrue($"No such media type is documented: {about}");
        if (answer.Header("Content-Encoding") is not null)
            return;     // compressed: only whole documents are read here
        if (request.Method != "HEAD" && mediaType!.EndsWith("json", StringComparison.Ordinal))
            (await schemas.CheckAsync("openapi", body.At("schema").GetRawText(), answer.Text)).ShouldBeEmpty(about);
    }

    async Task HoldTakenAsync(JsonElement operation, Request request, string about)
    {
        var mediaType = request.MediaType?.Split(';')[0].ToLowerInvariant() ?? "";
        operation.TryGetProperty("requestBody", out var body).ShouldBeTrue($"A body was taken where none is documented: {about}");
        body.At("content").TryGetProperty(mediaType, out var content).ShouldBeTrue($"{mediaType} is not documented: {about}");
        var text = Encoding.UTF8.GetString(request.Body!);
        (await schemas.CheckAsync("openapi", content.At("schema").GetRawText(), text)).ShouldBeEmpty($"{Excerpt(text)}: {about}");
    }

    async Task HoldProblemAsync(Answer answer, string about, params string[] codes)
    {
        if (answer.Text.Length == 0)    // a HEAD
        {
            answer.Status.ShouldBeOneOf(404, 405);
            return;
        }
        var code = answer.Json.TextAt("code")!;
        code.ShouldBeOneOf(codes);
        var name = string.Concat(code.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        var schema = $$"""{"$ref":"#/components/schemas/{{name}}Problem"}""";
        (await schemas.CheckAsync("openapi", schema, answer.Text)).ShouldBeEmpty(about);
    }

    static string Excerpt(string text) => text.Length < 1_000 ? text : text[..1_000] + "...";
}
