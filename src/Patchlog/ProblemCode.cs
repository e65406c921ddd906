namespace Patchlog;

/// <summary>
/// Every code a problem can have, with its HTTP status (RFC 9110 §15) and title. This is the only list; the table in
/// <c>docs/problems.md</c> is checked against it.
/// </summary>
public sealed record ProblemCode
{
#pragma warning disable CS1591 // The title says it.
    public static readonly ProblemCode InvalidJson = new("invalid-json", 400, "The text is not acceptable JSON");
    public static readonly ProblemCode InvalidCommand = new("invalid-command", 400, "The command breaks its schema");
    public static readonly ProblemCode InvalidRequest = new("invalid-request", 400, "The request is malformed");
    public static readonly ProblemCode InvalidFrame = new("invalid-frame", 400, "The frame is malformed");
    public static readonly ProblemCode PositionBeyondHead =
        new("position-beyond-head", 400, "The journal does not reach so far");
    public static readonly ProblemCode ForeignOrigin = new("foreign-origin", 403, "The web page is of another origin");
    public static readonly ProblemCode Forbidden = new("forbidden", 403, "The caller may not do this");
    public static readonly ProblemCode NotFound = new("not-found", 404, "There is no such document");
    public static readonly ProblemCode RouteNotFound = new("route-not-found", 404, "There is no such route");
    public static readonly ProblemCode CommandNotFound = new("command-not-found", 404, "No such command took effect");
    public static readonly ProblemCode UnknownCommand = new("unknown-command", 404, "No handler has this name");
    public static readonly ProblemCode UnknownProcess = new("unknown-process", 404, "No process has this name");
    public static readonly ProblemCode MethodNotAllowed = new("method-not-allowed", 405, "The method is not allowed");
    public static readonly ProblemCode NotAcceptable = new("not-acceptable", 406, "No acceptable representation");
    public static readonly ProblemCode AlreadyExists = new("already-exists", 409, "The document exists");
    public static readonly ProblemCode VersionConflict = new("version-conflict", 409, "The version has moved on");
    public static readonly ProblemCode NotUnique =
        new("not-unique", 409, "Another document has the value");
    public static readonly ProblemCode SubscriptionLost =
        new("subscription-lost", 409, "The partition is no longer this worker's");
    public static readonly ProblemCode Rebalanced =
        new("rebalanced", 409, "The workers of the subscription have changed") { IsRetryable = true };
    public static readonly ProblemCode Deleted = new("deleted", 410, "The document was deleted");
    public static readonly ProblemCode EpochChanged = new("epoch-changed", 410, "Positions name other events now");
    public static readonly ProblemCode PreconditionFailed = new("precondition-failed", 412, "A precondition failed");
    public static readonly ProblemCode PayloadTooLarge = new("payload-too-large", 413, "The body is too large");
    public static readonly ProblemCode UriTooLong = new("uri-too-long", 414, "The address is too long");
    public static readonly ProblemCode UnsupportedMediaType =
        new("unsupported-media-type", 415, "The media type is not supported");
    public static readonly ProblemCode CommandIdReused =
        new("command-id-reused", 422, "The command id belongs to other content");
    public static readonly ProblemCode PatchFailed = new("patch-failed", 422, "The patch does not apply");
    public static readonly ProblemCode SchemaViolation =
        new("schema-violation", 422, "The document breaks its schema");
    public static readonly ProblemCode Rejected = new("rejected", 422, "A business rule rejects the command");
    public static readonly ProblemCode IdChanged = new("id-changed", 422, "A document's id can't be changed");
    public static readonly ProblemCode LimitExceeded = new("limit-exceeded", 422, "The result is too large");
    public static readonly ProblemCode HistoryTooCostly =
        new("history-too-costly", 422, "The past version takes too much work");
    public static readonly ProblemCode Unexplainable =
        new("unexplainable", 422, "The decision can't be made again");
    public static readonly ProblemCode UpgradeRequired =
        new("upgrade-required", 426, "The route is for WebSockets");
    public static readonly ProblemCode TooManyRequests =
        new("too-many-requests", 429, "Too much is waiting") { IsRetryable = true };
    public static readonly ProblemCode HeadersTooLarge =
        new("headers-too-large", 431, "The headers are too large");
    public static readonly ProblemCode Internal = new("internal", 500, "The server has a fault");
    public static readonly ProblemCode HandlerFailed = new("handler-failed", 500, "The command's handler failed");
    public static readonly ProblemCode HandlerLimit =
        new("handler-limit", 500, "The command's handler took too much");
    public static readonly ProblemCode ProcessFailed = new("process-failed", 500, "A process failed");
    public static readonly ProblemCode RuleFailed = new("rule-failed", 500, "A business rule failed");
    public static readonly ProblemCode JournalDamaged =
        new("journal-damaged", 500, "What is stored there is damaged");
    public static readonly ProblemCode Unavailable =
        new("unavailable", 503, "The database is away") { IsRetryable = true };
    public static readonly ProblemCode OutcomeUnknown =
        new("outcome-unknown", 503, "Whether it took effect is unknown") { IsRetryable = true };
    public static readonly ProblemCode QueryTimeout = new("query-timeout", 504, "The query took too long");
#pragma warning restore CS1591

    ProblemCode(string name, int status, string title) => (Name, Status, Title) = (name, status, title);

    /// <summary>All codes, in the order of their status.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } =
    [
        InvalidJson, InvalidCommand, InvalidRequest, InvalidFrame, PositionBeyondHead, ForeignOrigin,
        Forbidden,
        NotFound, RouteNotFound, CommandNotFound, UnknownCommand, UnknownProcess,
        MethodNotAllowed, NotAcceptable, AlreadyExists, VersionConflict, NotUnique, SubscriptionLost, Rebalanced,
        Deleted, EpochChanged, PreconditionFailed,
        PayloadTooLarge, UriTooLong, UnsupportedMediaType,
        CommandIdReused, PatchFailed, SchemaViolation, Rejected, IdChanged, LimitExceeded, HistoryTooCostly,
        Unexplainable,
        UpgradeRequired,
        TooManyRequests, HeadersTooLarge,
        Internal, HandlerFailed, HandlerLimit, ProcessFailed, RuleFailed, JournalDamaged, Unavailable,
        OutcomeUnknown, QueryTimeout,
    ];

    /// <summary>The stable word, last part of the problem's type URN.</summary>
    public string Name { get; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The general sentence, the same for every occurrence.</summary>
    public string Title { get; }

    /// <summary>True if the same command may succeed when sent again, unless an occurrence says otherwise.</summary>
    public bool IsRetryable { get; private init; }

    /// <summary>The type of RFC 9457 §3.1.1.</summary>
    public string Type => $"urn:patchlog:problem:{Name}";
}
