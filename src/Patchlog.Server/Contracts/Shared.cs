namespace Patchlog.Server.Contracts;

/// <summary>What several operations take or give alike.</summary>
static class Shared
{
    public const string Json = "application/json";

    public static Parameter Limit { get; } = new(Place.Query, "limit", "Limit", "How many at most.");

    public static Parameter IdempotencyKey { get; } = new(Place.Header, "Idempotency-Key", "IdempotencyKey",
        "The command's id: sent again with the same content, it has no second effect and gets the first outcome.");

    public static Parameter IfMatch { get; } = new(Place.Header, "If-Match", "EntityTags",
        "Only if the document is at one of these versions; `*`: only if it is there.");

    public static Parameter IfNoneMatch { get; } = new(Place.Header, "If-None-Match", "EntityTags",
        "Only if the document is at none of these versions; `*`: only if it is not there.");

    /// <summary>The headers that all writes of one document take.</summary>
    public static IReadOnlyList<Parameter> OfWrites { get; } =
    [
        IdempotencyKey, IfMatch, IfNoneMatch,
        new(Place.Header, "Prefer", "Preference", "Whether the answer has the document (the default) or not (RFC 7240)."),
    ];

    public static ResponseHeader ETag { get; } =
        new("ETag", "EntityTag", "The version, in quotes.", IsAlways: true);

    public static ResponseHeader Link { get; } =
        new("Link", "Text", "The next page, as `rel=\"next\"`; missing on the last one (RFC 8288).");

    public static ResponseHeader CacheControl { get; } =
        new("Cache-Control", "Text", "`no-cache`, or that this version never changes.", IsAlways: true);

    /// <summary>The headers of every command that took effect.</summary>
    public static IReadOnlyList<ResponseHeader> OfOutcomes { get; } =
    [
        new("Patchlog-Command-Id", "Id", "The command's id, given or generated.", IsAlways: true),
        new("Patchlog-Position", "Position", "The position of its last event; missing if nothing changed."),
        new("Patchlog-Duplicate", "True", "Present if the id was known and this is its first outcome."),
    ];

    /// <summary>The headers of every write that left a document.</summary>
    public static IReadOnlyList<ResponseHeader> OfDocuments { get; } =
    [
        .. OfOutcomes, ETag,
        new("Preference-Applied", "Preference", "The preference that was followed."),
    ];

    public static Response Created { get; } =
        new(201, "It was created, or brought back. Without a body if that was preferred.",
            new Content(Json, "Document", Examples.Order))
        {
            Headers =
            [
                .. OfDocuments, new("Location", "Text", "The path of the document.", IsAlways: true),
            ],
        };

    public static Response Changed { get; } =
        new(200, "It took effect; the document after it.", new Content(Json, "Document", Examples.Order))
        {
            Headers = OfDocuments,
        };

    public static Response ChangedWithoutBody { get; } =
        new(204, "It took effect, and no document was wanted.") { Headers = OfDocuments };

    /// <summary>The problems of every command.</summary>
    public static IReadOnlyList<ProblemCode> OfCommands { get; } =
    [
        ProblemCode.InvalidRequest, ProblemCode.VersionConflict, ProblemCode.PreconditionFailed,
        ProblemCode.CommandIdReused, ProblemCode.TooManyRequests, ProblemCode.Unavailable, ProblemCode.OutcomeUnknown,
    ];

    /// <summary>The problems of every body.</summary>
    public static IReadOnlyList<ProblemCode> OfBodies { get; } =
        [ProblemCode.InvalidJson, ProblemCode.PayloadTooLarge, ProblemCode.UnsupportedMediaType];

    /// <summary>The problems of every command that comes with a body to a route of its own.</summary>
    public static IReadOnlyList<ProblemCode> OfWritesWithBodies { get; } =
        [.. OfCommands, .. OfBodies, ProblemCode.InvalidCommand, ProblemCode.RouteNotFound];

    /// <summary>The problems of every new state of a document that the request names.</summary>
    public static IReadOnlyList<ProblemCode> OfStates { get; } = [ProblemCode.IdChanged, ProblemCode.LimitExceeded];

    public static Response Page(string description, string schema, params IReadOnlyList<Example> examples) =>
        new(200, description, new Content(Json, schema, examples)) { Headers = [CacheControl, Link] };
}
