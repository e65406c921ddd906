using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary><c>/v1/{tenant}/commands</c> and the routes of custom commands.</summary>
static class CommandOperations
{
    const string Tag = "Commands";

    static readonly IReadOnlyList<ProblemCode> OfCustom =
    [
        .. Shared.OfWritesWithBodies, .. Shared.OfHandlers, ProblemCode.UnknownCommand, ProblemCode.AlreadyExists,
        ProblemCode.Deleted, ProblemCode.NotUnique, ProblemCode.LimitExceeded, ProblemCode.SchemaViolation,
    ];

    static readonly IReadOnlyList<Content> Arguments =
        [new(Shared.Json, "Arguments", new Example("arguments", """{"carrier":"post"}"""))];

    public static Operation Submit { get; } = new("submitCommands", Tag, "Send a command, or an array of them")
    {
        Details = """
            The answer to one command is its outcome or a problem. The commands of an array succeed or fail one by one;
            each has its own id, so an array takes no `Idempotency-Key`, `If-Match` or `If-None-Match`.
            """,
        Parameters =
            [Shared.DryRun, Shared.IdempotencyKey, Shared.IfMatch, Shared.IfNoneMatch, Shared.PreferTrace],
        Takes =
        [
            new(Shared.Json, "CommandOrCommands",
                new("one", Examples.PayJson), new("several", $"[{Examples.PayJson}]")),
        ],
        Gives =
        [
            new(200, "The outcome of the command, or an outcome for each command of the array.",
                new Content(Shared.Json, "OutcomeOrOutcomes",
                    new("one", Examples.AckJson),
                    new("tried", Examples.TrialJson),
                    new("traced", Examples.TracedJson),
                    new("several", $$"""{"results":[{{Examples.AckJson}},{{Examples.NackJson}}]}""")))
            {
                // The ids and positions of an array of commands are in the body.
                Headers = [.. Shared.OfOutcomes.Select(header => header with { IsAlways = false })],
            },
        ],
        Problems =
        [
            .. Shared.OfCommands, .. Shared.OfBodies, .. Shared.OfStates, .. Shared.OfHandlers,
            ProblemCode.InvalidCommand,
            ProblemCode.NotFound, ProblemCode.UnknownCommand, ProblemCode.UnknownProcess, ProblemCode.AlreadyExists,
            ProblemCode.Deleted, ProblemCode.PatchFailed,
        ],
    };

    public static Operation Find { get; } = new("findCommand", Tag, "The outcome of a command")
    {
        Details = """
            With `explain`, the command is decided again, on the state of its time and under the bundle of its time, and
            the answer tells how: `agrees` is false where the decision is another than what was journaled.
            """,
        Parameters =
        [
            new(Place.Path, "id", "Id", "The id of the command.") { IsRequired = true },
            new(Place.Query, "explain", "DryRun", "`true`: the answer is why the command has done what it did."),
        ],
        Gives =
        [
            new(200, "The command took effect.",
                new Content(Shared.Json, "Ack", new Example("outcome", Examples.AckJson)),
                new Content(MediaTypes.Explanation, "Explanation", new Example("explained", Examples.ExplanationJson)))
            {
                Headers = [Shared.CacheControl],
            },
        ],
        Problems =
        [
            ProblemCode.InvalidRequest, ProblemCode.CommandNotFound, ProblemCode.HistoryTooCostly,
            ProblemCode.Unexplainable, ProblemCode.TooManyRequests, ProblemCode.Unavailable, ProblemCode.QueryTimeout,
        ],
    };

    public static Operation Start { get; } =
        new("startWithCommand", Tag, "Send a custom command that may start something new")
        {
            Details = "The bundle defines which commands there are; without a bundle there are none.",
            Parameters = Shared.OfWrites,
            Takes = Arguments,
            IsBodyOptional = true,
            Gives = [Shared.Changed, Shared.Created, Shared.ChangedWithoutBody],
            Problems = OfCustom,
        };

    public static Operation Custom { get; } = Start with
    {
        Id = "sendCommand",
        Summary = "Send a custom command to a document",
    };
}
