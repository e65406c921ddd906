namespace Patchlog.Server.Contracts;

/// <summary><c>/v1/{tenant}/commands</c> and the routes of custom commands.</summary>
static class CommandOperations
{
    const string Tag = "Commands";

    static readonly IReadOnlyList<ProblemCode> OfCustom =
        [.. Shared.OfWritesWithBodies, ProblemCode.UnknownCommand];

    static readonly IReadOnlyList<Content> Arguments =
        [new(Shared.Json, "Arguments", new Example("arguments", """{"carrier":"post"}"""))];

    public static Operation Submit { get; } = new("submitCommands", Tag, "Send a command, or an array of them")
    {
        Details = """
            One command is answered with its outcome or with a problem. Those of an array stand or fall one by one; they
            have ids of their own, so an array takes no `Idempotency-Key`, `If-Match` or `If-None-Match`.
            """,
        Parameters = [Shared.IdempotencyKey, Shared.IfMatch, Shared.IfNoneMatch],
        Takes =
        [
            new(Shared.Json, "CommandOrCommands",
                new("one", Examples.PayJson), new("several", $"[{Examples.PayJson}]")),
        ],
        Gives =
        [
            new(200, "The outcome of the command, or one for each of the array.",
                new Content(Shared.Json, "OutcomeOrOutcomes",
                    new("one", Examples.AckJson),
                    new("several", $$"""{"results":[{{Examples.AckJson}},{{Examples.NackJson}}]}""")))
            {
                // An array has as many ids and positions as it has commands: they are in the body.
                Headers = [.. Shared.OfOutcomes.Select(header => header with { IsAlways = false })],
            },
        ],
        Problems =
        [
            .. Shared.OfCommands, .. Shared.OfBodies, .. Shared.OfStates, ProblemCode.InvalidCommand,
            ProblemCode.NotFound, ProblemCode.UnknownCommand, ProblemCode.UnknownProcess, ProblemCode.AlreadyExists, ProblemCode.Deleted,
            ProblemCode.PatchFailed,
        ],
    };

    public static Operation Find { get; } = new("findCommand", Tag, "What became of a command")
    {
        Parameters = [new(Place.Path, "id", "Id", "The command's id.") { IsRequired = true }],
        Gives =
        [
            new(200, "It took effect.", new Content(Shared.Json, "Ack", new Example("outcome", Examples.AckJson)))
            {
                Headers = [Shared.CacheControl],
            },
        ],
        Problems = [ProblemCode.InvalidRequest, ProblemCode.CommandNotFound, ProblemCode.Unavailable],
    };

    public static Operation Start { get; } = new("startWithCommand", Tag, "A custom command that starts something new")
    {
        Details = "Which commands there are is the bundle's to say; without one there are none.",
        Parameters = Shared.OfWrites,
        Takes = Arguments,
        IsBodyOptional = true,
        Gives = [Shared.Changed, Shared.Created, Shared.ChangedWithoutBody],
        Problems = OfCustom,
    };

    public static Operation Custom { get; } = Start with
    {
        Id = "sendCommand",
        Summary = "A custom command to a document",
    };
}
