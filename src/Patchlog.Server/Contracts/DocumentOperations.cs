using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary><c>/v1/{tenant}/{type}/{id}</c>.</summary>
static class DocumentOperations
{
    const string Tag = CollectionOperations.Tag;

    static readonly IReadOnlyList<ResponseHeader> OfReads =
    [
        Shared.ETag, Shared.CacheControl,
        new("Last-Modified", "Text",
            "The end of the second in which the version was written; missing for some seconds."),
        new("Patchlog-Stale", "True",
            "Present if the database can't be reached, and the answer comes from the server's memory."),
    ];

    public static Operation Get { get; } = new("getDocument", Tag, "Read a document, now or as it was")
    {
        Parameters =
        [
            new(Place.Query, "version", "Version", "The document as it was at this version."),
            new(Place.Query, "at", "Moment",
                "The document as it was at this position of the journal, or at this time."),
            Shared.IfMatch, Shared.IfNoneMatch,
            new(Place.Header, "If-Modified-Since", "Text",
                "The document is sent only if it changed since (RFC 9110 §13.1.3)."),
            Shared.IfUnmodifiedSince,
        ],
        Gives =
        [
            new(200, "The document.", new Content(Shared.Json, "Document", Examples.Order)) { Headers = OfReads },
            new(304, "The document is still the one that the client has.") { Headers = OfReads },
        ],
        Problems =
        [
            ProblemCode.InvalidRequest, ProblemCode.PositionBeyondHead, ProblemCode.NotFound, ProblemCode.RouteNotFound,
            ProblemCode.Deleted, ProblemCode.EpochChanged, ProblemCode.PreconditionFailed, ProblemCode.HistoryTooCostly,
            ProblemCode.TooManyRequests,
            ProblemCode.Unavailable,
        ],
    };

    public static Operation Put { get; } = new("putDocument", Tag, "Create or replace a document")
    {
        Details = "The journal keeps the difference to the document before.",
        Parameters = Shared.OfWrites,
        Takes = [new(Shared.Json, "NewDocument", Examples.Order)],
        Gives = [Shared.Changed, Shared.Created, Shared.ChangedWithoutBody],
        Problems =
        [
            .. Shared.OfWritesWithBodies, .. Shared.OfStates, .. Shared.OfHandlers, ProblemCode.UnknownCommand,
        ],
    };

    public static Operation Patch { get; } = new("patchDocument", Tag, "Change a document")
    {
        Parameters = Shared.OfWrites,
        Takes =
        [
            new(MediaTypes.JsonPatch, "JsonPatch", Examples.JsonPatch),
            new(MediaTypes.MergePatch, "MergePatch", new Example("pay", """{"status":"paid","note":null}""")),
        ],
        Gives = [Shared.Changed, Shared.ChangedWithoutBody],
        Problems =
        [
            .. Shared.OfWritesWithBodies, .. Shared.OfStates, .. Shared.OfHandlers, ProblemCode.NotFound,
            ProblemCode.Deleted, ProblemCode.PatchFailed,
        ],
    };

    public static Operation Delete { get; } = new("deleteDocument", Tag, "Delete a document; its history stays")
    {
        Parameters =
            [Shared.DryRun, Shared.IdempotencyKey, Shared.IfMatch, Shared.IfNoneMatch, Shared.PreferTrace],
        Gives =
        [
            new(204, "The document was deleted.") { Headers = Shared.OfOutcomes },
            new(200, "With `dryRun`: what would come of it. With `Prefer: trace`: what came of it, and how.",
                Shared.Trial, Shared.Traced)
            {
                Headers = [.. Shared.OfDocuments.Select(header => header with { IsAlways = false })],
            },
        ],
        Problems =
        [
            .. Shared.OfCommands, .. Shared.OfHandlers, ProblemCode.InvalidCommand, ProblemCode.RouteNotFound,
            ProblemCode.NotFound, ProblemCode.Deleted,
        ],
    };
}
