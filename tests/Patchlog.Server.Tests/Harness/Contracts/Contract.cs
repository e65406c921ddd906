using System.Text.Json;
using Patchlog.Testing;
using Shouldly;

namespace Patchlog.Server.Tests.Harness.Contracts;

/// <summary>
/// What the server says of itself in <c>/openapi.json</c> and <c>/asyncapi.json</c>. Every answer and every frame that
/// any test gets is held against it.
/// </summary>
sealed class Contract : IAsyncDisposable
{
    /// <summary>The path at which proxies of the tests offer servers; the contract is that of the path behind it.</summary>
    public const string Prefix = "/patchlog";

    static volatile Contract? _current;

    readonly SchemaProcess _schemas;
    readonly HttpContract _http;
    readonly FrameContract _frames;

    Contract(SchemaProcess schemas, JsonElement openApi, JsonElement asyncApi)
    {
        _schemas = schemas;
        OpenApi = openApi;
        AsyncApi = asyncApi;
        _http = new(openApi, schemas);
        _frames = new(asyncApi, schemas);
    }

    /// <summary>The contract of the binary under test.</summary>
    public static Contract Current => _current ?? throw new InvalidOperationException("No server was asked yet.");

    /// <summary>What is said of HTTP.</summary>
    public JsonElement OpenApi { get; }

    /// <summary>What is said of the WebSocket.</summary>
    public JsonElement AsyncApi { get; }

    /// <summary>Asks a server what it promises; from now on all are held to that. Answers with null after the first time.</summary>
    public static async Task<Contract?> LearnAsync(Uri server)
    {
        if (_current is not null) return null;
        using var client = new HttpClient { BaseAddress = server, Timeout = Eventually.Patience };
        var openApi = await client.GetStringAsync(new Uri("/openapi.json", UriKind.Relative));
        var asyncApi = await client.GetStringAsync(new Uri("/asyncapi.json", UriKind.Relative));
        var schemas = new SchemaProcess();
        (await schemas.LearnAsync(openApi, asyncApi)).ShouldBeEmpty("Both documents fit the official schemas.");
        return _current = new(schemas, JsonExpectations.Read(openApi), JsonExpectations.Read(asyncApi));
    }

    /// <summary>Asks one server what it promises, for tests that hold its answers against that themselves.</summary>
    public static async Task<Contract> LearnOwnAsync(Uri server)
    {
        using var client = new HttpClient { BaseAddress = server, Timeout = Eventually.Patience };
        var openApi = await client.GetStringAsync(new Uri("/openapi.json", UriKind.Relative));
        var asyncApi = await client.GetStringAsync(new Uri("/asyncapi.json", UriKind.Relative));
        var schemas = new SchemaProcess();
        (await schemas.LearnAsync(openApi, asyncApi)).ShouldBeEmpty("Both documents fit the official schemas.");
        return new(schemas, JsonExpectations.Read(openApi), JsonExpectations.Read(asyncApi));
    }

    /// <inheritdoc cref="HttpContract.FindPath"/>
    public string? FindPath(string target) => _http.FindPath(target);

    /// <summary>Fails unless an answer is one that this server promises.</summary>
    public Task HoldOwnAsync(Request request, Answer answer) => _http.HoldAsync(request, answer);

    /// <summary>Fails unless an answer is one that is promised.</summary>
    public static Task HoldAsync(Request request, Answer answer) =>
        _current is not { } contract ? Task.CompletedTask
        : request.Path.StartsWith($"{Prefix}/", StringComparison.Ordinal)
            ? contract._http.HoldAsync(request with { Path = request.Path[Prefix.Length..] }, WithoutProxy(answer))
            : contract._http.HoldAsync(request, answer);

    /// <summary>Fails unless a frame from the server is one that is promised.</summary>
    public static Task HoldFrameAsync(string text) =>
        _current is { } contract ? contract._frames.HoldAsync(text) : Task.CompletedTask;

    /// <summary>What is wrong with a text that should fit a schema of <c>/openapi.json</c>; else empty.</summary>
    public Task<string> FaultOfBodyAsync(JsonElement schema, string text) =>
        _schemas.CheckAsync("openapi", schema.GetRawText(), text);

    /// <summary>What is wrong with a text that should fit a schema of <c>/asyncapi.json</c>; else empty.</summary>
    public Task<string> FaultOfFrameAsync(JsonElement schema, string text) =>
        _schemas.CheckAsync("asyncapi", schema.GetRawText(), text);

    // A proxy says its own name.
    static Answer WithoutProxy(Answer answer) =>
        answer with { Headers = answer.Headers.Where(header => header.Key != "Server").ToDictionary() };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _schemas.DisposeAsync();
}
