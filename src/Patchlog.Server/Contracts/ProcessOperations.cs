using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary><c>/v1/{tenant}/processes/{name}</c> and below.</summary>
static class ProcessOperations
{
    const string Tag = "Processes";

    static readonly Parameter Process = new(Place.Path, "name", "Id", "The name of the process.") { IsRequired = true };

    static readonly Parameter Drawn = new(
        Place.Query, "id", "TargetId",
        "An instance: its definition is drawn, with its active states marked. Without it: that of the active bundle.");

    static readonly IReadOnlyList<Parameter> OfWrites =
        [Shared.DryRun, Shared.IdempotencyKey, Shared.IfMatch, Shared.IfNoneMatch, Shared.PreferTrace];

    static readonly IReadOnlyList<ResponseHeader> OfAnswers = [.. Shared.OfOutcomes, Shared.ETag];

    static readonly Response Taken = new(
        200,
        "The outcome: `process` says whether the instance took the event, which states are active, and which events it "
        + "accepts now. With `dryRun`: what would come of it.",
        new Content(Shared.Json, "Ack", new Example("taken", Examples.ProcessAckJson)), Shared.Trial)
    {
        // A write that was only tried has none of them.
        Headers = [.. OfAnswers.Select(header => header with { IsAlways = false })],
    };

    static readonly IReadOnlyList<ProblemCode> Refusals =
    [
        .. Shared.OfCommands, ProblemCode.InvalidCommand, ProblemCode.NotFound, ProblemCode.UnknownProcess,
        ProblemCode.ProcessFailed, ProblemCode.LimitExceeded, ProblemCode.Rejected, ProblemCode.RuleFailed,
    ];

    public static Operation List { get; } = QueryOperations.List with
    {
        Id = "listInstances",
        Tag = Tag,
        Summary = "Find instances of a process",
        Details = """
            Instances are documents of the type `process.NAME`, so each filter of a query works:
            `filter[states][contains]=awaiting` for a state, `filter[startedAt][lt]=2026-11-01T00:00:00Z` for the age,
            `filter[stuck][exists]=true` for those that could not take an input, `filter[status]=active` for those that
            are not over.
            """,
        Parameters = [Process, .. QueryOperations.List.Parameters],
        Problems = [.. QueryOperations.List.Problems.Where(static code => code != ProblemCode.RouteNotFound)],
    };

    public static Operation Get { get; } = new("getInstance", Tag, "An instance with its timers, commands and history")
    {
        Parameters = [Process],
        Gives =
        [
            new(200, "The instance.", new Content(Shared.Json, "ProcessInstance"))
            {
                Headers = [Shared.CacheControl, Shared.ETag],
            },
        ],
        Problems = [ProblemCode.InvalidRequest, ProblemCode.NotFound, ProblemCode.Unavailable],
    };

    public static Operation Start { get; } = new("startInstance", Tag, "Start an instance under a new id")
    {
        Parameters = [Process, .. OfWrites],
        Takes = [new(Shared.Json, "ProcessMessage", new Example("start", """{"start":{"order":"42"}}"""))],
        Gives =
        [
            new(201, "The instance runs. `process` says which states are active and which events it accepts.",
                new Content(Shared.Json, "Ack", new Example("started", Examples.ProcessAckJson)))
            {
                Headers =
                [
                    .. OfAnswers, new("Location", "Text", "The path of the instance.", IsAlways: true),
                ],
            },
            Taken,
        ],
        Problems = [.. Refusals, .. Shared.OfBodies, ProblemCode.AlreadyExists],
    };

    public static Operation Feed { get; } = Start with
    {
        Id = "feedInstance",
        Summary = "Send an event to an instance, or start one under this id",
        Details = "An event that no transition takes is no error: `process.taken` is false then.",
        Takes =
        [
            new(Shared.Json, "ProcessMessage",
                new("event", """{"event":"approve","data":{"by":"ann"}}"""),
                new("start", """{"start":{"order":"42"}}""")),
        ],
    };

    public static Operation Cancel { get; } = new("cancelInstance", Tag, "Cancel an instance, which undoes what it did")
    {
        Parameters = [Process, .. OfWrites],
        Gives = [Taken],
        Problems = [.. Refusals.Where(static code => code != ProblemCode.InvalidCommand)],
    };

    public static Operation Draw { get; } = Drawing("drawProcess", "A drawing of a process", MediaTypes.Svg);

    public static Operation DrawText { get; } =
        Drawing("drawProcessAsText", "The same as text for Mermaid (`stateDiagram-v2`)", MediaTypes.PlainText);

    static Operation Drawing(string id, string summary, string mediaType) => new(id, Tag, summary)
    {
        Parameters = [Process, Drawn],
        Gives =
        [
            new(200, "The drawing.", new Content(mediaType, "Text"))
            {
                Headers =
                [
                    Shared.CacheControl,
                    new("Content-Security-Policy", "Text", "It runs nothing and loads nothing.", IsAlways: true),
                ],
            },
        ],
        Problems =
        [
            ProblemCode.InvalidRequest, ProblemCode.NotFound, ProblemCode.UnknownProcess, ProblemCode.Unavailable,
        ],
    };
}
