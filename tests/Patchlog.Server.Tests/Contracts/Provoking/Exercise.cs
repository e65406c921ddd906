using Patchlog.Server.Tests.Harness;

namespace Patchlog.Server.Tests.Contracts.Provoking;

/// <summary>
/// One documented operation, and requests by which it gives each of its answers. An answer is named as
/// <see cref="DocumentedAnswers"/> does: by the code of its problem, else by its status and media type.
/// </summary>
/// <param name="Operation">The <c>operationId</c>.</param>
/// <param name="Answer">What comes of the request.</param>
/// <param name="Request">A request in good order; what can go wrong is tried on it.</param>
sealed record Exercise(string Operation, string Answer, Func<Scene, Request> Request)
{
    /// <summary>Requests of other kinds, and their answers.</summary>
    public IReadOnlyList<(string Answer, Func<Scene, Request> Request)> Others { get; init; } = [];

    /// <summary>What is done to the request in good order, and what comes of that.</summary>
    public IReadOnlyList<(string Answer, Func<Request, Request> Spoil)> Spoilings { get; init; } = [];

    /// <summary>All requests with their answers.</summary>
    public IEnumerable<(string Answer, Func<Scene, Request> Request)> All =>
    [
        (Answer, Request), .. Others,
        .. Spoilings.Select(spoiling => (
            spoiling.Answer, (Func<Scene, Request>)(scene => spoiling.Spoil(Request(scene))))),
    ];

    /// <inheritdoc/>
    public override string ToString() => Operation;
}
