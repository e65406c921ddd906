using Patchlog.Json;

namespace Patchlog.Server.Http;

/// <summary>The answer to a request, decided on before a byte of it is written.</summary>
sealed record Reply(int Status)
{
    public const string Json = "application/json";

    /// <summary>The body; null for none.</summary>
    public Action<JsonWriter>? Body { get; init; }

    /// <summary>A body that is written as it comes, instead of <see cref="Body"/>.</summary>
    public Func<CancellationToken, Task>? Stream { get; init; }

    /// <summary>The media type of the body.</summary>
    public string MediaType { get; init; } = Json;

    /// <summary>Headers beside those of the body.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The problem that is the body, instead of <see cref="Body"/>.</summary>
    public Problem? Problem { get; init; }

    public static Reply Of(Problem problem, params IReadOnlyList<(string Name, string Value)> headers) =>
        new(problem.Code.Status) { Problem = problem, Headers = headers };

    public static Reply Of(ProblemCode code, string detail, params IReadOnlyList<(string Name, string Value)> headers) =>
        Of(new Problem(code, detail), headers);

    public static Reply Of(int status, Action<JsonWriter> body) => new(status) { Body = body };
}
