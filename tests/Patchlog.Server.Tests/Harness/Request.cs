using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Patchlog.Server.Tests.Harness.Contracts;
using Patchlog.Testing;

namespace Patchlog.Server.Tests.Harness;

/// <summary>An HTTP request that is sent when awaited, exactly as written: nothing in its path is normalised.</summary>
public sealed record Request(Uri Server, string Method, string Path)
{
    static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = Eventually.Patience,
    };

    static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>The body, or none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The <c>Content-Type</c> of the body, or none.</summary>
    public string? MediaType { get; init; }

    ImmutableArray<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The same with one more header, unchecked.</summary>
    public Request With(string header, string value) => this with { Headers = Headers.Add((header, value)) };

    /// <summary>The same with an <c>If-Match</c> of a version.</summary>
    public Request IfMatch(long version) => With("If-Match", $"\"{version}\"");

    /// <summary>Sends it.</summary>
    public TaskAwaiter<Answer> GetAwaiter() => SendAsync().GetAwaiter();

    /// <summary>Sends it.</summary>
    public async Task<Answer> SendAsync()
    {
        using var message = new HttpRequestMessage(
            new HttpMethod(Method), new Uri(Server.GetLeftPart(UriPartial.Authority) + Path, Verbatim));
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            if (MediaType is not null) message.Content.Headers.TryAddWithoutValidation("Content-Type", MediaType);
        }
        foreach (var (name, value) in Headers) message.Headers.TryAddWithoutValidation(name, value);

        using var response = await Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        var answer = await Answer.ReadAsync(response);
        await Contract.HoldAsync(this, answer);
        return answer;
    }
}
