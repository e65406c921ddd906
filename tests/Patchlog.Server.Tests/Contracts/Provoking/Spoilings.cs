using Patchlog.Server.Tests.Harness;

namespace Patchlog.Server.Tests.Contracts.Provoking;

/// <summary>What makes a request in good order one that is refused, whatever it asks for.</summary>
static class Spoilings
{
    // More than a document may have, which may have more than any other body.
    const int TooLarge = (4 << 20) + 1;

    /// <summary>Of every operation.</summary>
    public static IReadOnlyList<(string Answer, Func<Request, Request> Spoil)> OfReads { get; } =
    [
        ("not-acceptable", request => request.With("Accept", "image/x-none")),
        ("uri-too-long", request => request with { Path = $"{request.Path}{(request.Path.Contains('?') ? '&' : '?')}x={new string('x', 9000)}" }),
        ("headers-too-large", request => request.With("X-Padding", new string('x', 33_000))),
    ];

    /// <summary>Of every operation that may change something.</summary>
    public static IReadOnlyList<(string Answer, Func<Request, Request> Spoil)> OfPosts { get; } =
        [.. OfReads, ("foreign-origin", request => request.With("Origin", "https://evil.example"))];

    /// <summary>Of every body.</summary>
    public static IReadOnlyList<(string Answer, Func<Request, Request> Spoil)> OfBodies { get; } =
    [
        ("invalid-json", request => request with { Body = "{"u8.ToArray() }),
        ("payload-too-large", request => request with { Body = new byte[TooLarge] }),
        ("unsupported-media-type", request => request with { MediaType = "text/plain" }),
    ];

    /// <summary>Of every command.</summary>
    public static IReadOnlyList<(string Answer, Func<Request, Request> Spoil)> OfCommands { get; } =
    [
        .. OfPosts,
        ("invalid-request", request => request.With("If-Match", "nonsense")),
        ("precondition-failed", request => request.IfMatch(7)),
        ("command-id-reused", request => request.With("Idempotency-Key", Scene.KnownCommand)),
    ];
}
