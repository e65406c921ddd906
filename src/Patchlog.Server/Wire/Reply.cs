using Patchlog.Json;

namespace Patchlog.Server.Wire;

/// <summary>The answer to a request, decided before a byte of it is written. Immutable.</summary>
/// <param name="Status">The HTTP status.</param>
sealed record Reply(int Status)
{
    /// <summary>Writes the body; null for none.</summary>
    public Action<JsonWriter>? Body { get; init; }

    /// <summary>Bytes of the body, about: what is large is counted before it is made.</summary>
    public long Size { get; init; }

    /// <summary>Writes a body as it comes, instead of <see cref="Body"/>.</summary>
    public Func<CancellationToken, Task>? Stream { get; init; }

    /// <summary>
    /// Takes the connection over from HTTP, and ends when the connection does; nothing else of the reply is written.
    /// </summary>
    public Func<Task>? Takeover { get; init; }

    /// <summary>The media type of the body.</summary>
    public string MediaType { get; init; } = MediaTypes.Json;

    /// <summary>Headers beside those of the body.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The problem that is the body, instead of <see cref="Body"/>.</summary>
    public Problem? Problem { get; init; }

    /// <summary>A problem document.</summary>
    public static Reply Of(Problem problem, params IReadOnlyList<(string Name, string Value)> headers) =>
        new(problem.Code.Status) { Problem = problem, Headers = headers };

    /// <summary>A JSON body.</summary>
    public static Reply Of(int status, Action<JsonWriter> body) => new(status) { Body = body };

    /// <summary>A refusal is an answer, too.</summary>
    public static implicit operator Reply(Problem problem) => Of(problem);
}
