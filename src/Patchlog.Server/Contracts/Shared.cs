using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>The parts that several operations have in common.</summary>
static class Shared
{
    public const string Json = MediaTypes.Json;

    public static Parameter Limit { get; } = new(Place.Query, "limit", "Limit", "The most items on a page.");

    public static Parameter IdempotencyKey { get; } = new(Place.Header, "Idempotency-Key", "IdempotencyKey",
        "The id of the command: the same id with the same content has no second effect, and gets the first outcome.");

    public static Parameter IfMatch { get; } = new(Place.Header, "If-Match", "EntityTags",
        "The write happens only if the document is at one of these versions; `*`: only if it exists.");

    public static Parameter IfNoneMatch { get; } = new(Place.Header, "If-None-Match", "EntityTags",
        "The write happens only if the document is at none of these versions; `*`: only if it does not exist.");

    public static Parameter IfUnmodifiedSince { get; } = new(Place.Header, "If-Unmodified-Since", "Text",
        "Only if the document did not change since; ignored beside `If-Match`, and where it is no time "
        + "(RFC 9110 §13.1.4).");

    public static Parameter DryRun { get; } = new(Place.Query, "dryRun", "DryRun",
        "`true`: nothing is written, and the answer is what would have come of it.");

    /// <summary>The parameters that every write of one document takes.</summary>
    public static IReadOnlyList<Parameter> OfWrites { get; } =
    [
        DryRun, IdempotencyKey, IfMatch, IfNoneMatch, IfUnmodifiedSince,
        new(Place.Header, "Prefer", "Preference",
            "Whether the answer has the document, which is the default, or not, or how it came about (RFC 7240)."),
    ];

    /// <summary>The parameter of writes whose answer has no document.</summary>
    public static Parameter PreferTrace { get; } = new(Place.Header, "Prefer", "Preference",
        "`trace`: the answer tells how it came about (RFC 7240).");

    /// <summary>The outcome of a write with how it came about.</summary>
    public static Content Traced { get; } =
        new(MediaTypes.Outcome, "Ack", new Example("traced", Examples.TracedJson));

    public static ResponseHeader ETag { get; } =
        new("ETag", "EntityTag", "The version, in quotes.", IsAlways: true);

    public static ResponseHeader Link { get; } =
        new("Link", "Text",
            "The next page, as `rel=\"next\"` (RFC 8288); missing on the last page, and beyond 1,024 characters.");

    public static ResponseHeader CacheControl { get; } =
        new("Cache-Control", "Text", "`no-cache`, or `immutable` for a version, which never changes.", IsAlways: true);

    /// <summary>The headers of every command that took effect.</summary>
    public static IReadOnlyList<ResponseHeader> OfOutcomes { get; } =
    [
        new("Patchlog-Command-Id", "Id", "The id of the command, given or generated.", IsAlways: true),
        new("Patchlog-Position", "Position",
            "The position of the last event of the command; missing if nothing changed."),
        new("Patchlog-Duplicate", "True", "Present if the command was sent before, and this is its first outcome."),
    ];

    /// <summary>The headers of every write with a document after it.</summary>
    public static IReadOnlyList<ResponseHeader> OfDocuments { get; } =
    [
        .. OfOutcomes, ETag,
        new("Preference-Applied", "Preference", "The preference that the answer follows."),
    ];

    public static Response Created { get; } =
        new(201, "The document was created, or revived. Without a body if the client prefers so.",
            new Content(Json, "Document", Examples.Order), Traced)
        {
            Headers =
            [
                .. OfDocuments, new("Location", "Text", "The path of the document.", IsAlways: true),
            ],
        };

    /// <summary>What would come of a write.</summary>
    public static Content Trial { get; } = new(
        MediaTypes.Trial, "Trial", new Example("granted", Examples.TrialJson),
        new Example("refused", Examples.RefusedTrialJson));

    /// <summary>The answer to a write that was only tried, where nothing else is answered with its status.</summary>
    public static Response Tried { get; } = new(200, "With `dryRun`: what would come of the write.", Trial)
    {
        IsAside = true,
    };

    public static Response Changed { get; } =
        new(200, "The write took effect. The body is the document after it; with `dryRun`, what would come of it.",
            new Content(Json, "Document", Examples.Order), Trial, Traced)
        {
            // A write that was only tried has none of them.
            Headers = [.. OfDocuments.Select(header => header with { IsAlways = false })],
        };

    public static Response ChangedWithoutBody { get; } =
        new(204, "The write took effect, and the client prefers no body.") { Headers = OfDocuments };

    /// <summary>The problems of every command.</summary>
    public static IReadOnlyList<ProblemCode> OfCommands { get; } =
    [
        ProblemCode.InvalidRequest, ProblemCode.VersionConflict, ProblemCode.PreconditionFailed,
        ProblemCode.CommandIdReused, ProblemCode.TooManyRequests, ProblemCode.Unavailable, ProblemCode.OutcomeUnknown,
    ];

    /// <summary>The problems of every body.</summary>
    public static IReadOnlyList<ProblemCode> OfBodies { get; } =
        [ProblemCode.InvalidJson, ProblemCode.PayloadTooLarge, ProblemCode.UnsupportedMediaType];

    /// <summary>The problems of every command with a body on a route of its own.</summary>
    public static IReadOnlyList<ProblemCode> OfWritesWithBodies { get; } =
        [.. OfCommands, .. OfBodies, ProblemCode.InvalidCommand, ProblemCode.RouteNotFound];

    /// <summary>The problems of every new state of a document.</summary>
    public static IReadOnlyList<ProblemCode> OfStates { get; } =
        [ProblemCode.IdChanged, ProblemCode.NotUnique, ProblemCode.LimitExceeded, ProblemCode.SchemaViolation];

    /// <summary>The problems of every command that handlers and rules of the bundle may decide.</summary>
    public static IReadOnlyList<ProblemCode> OfHandlers { get; } =
        [ProblemCode.Rejected, ProblemCode.HandlerFailed, ProblemCode.HandlerLimit, ProblemCode.RuleFailed];

    public static Response Page(string description, string schema, params IReadOnlyList<Example> examples) =>
        new(200, description, new Content(Json, schema, examples)) { Headers = [CacheControl, Link] };
}
