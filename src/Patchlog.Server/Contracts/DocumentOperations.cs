using Patchlog.Server.Http;

namespace Patchlog.Server.Contracts;

/// <summary><c>/v1/{tenant}/{type}/{id}</c>.</summary>
static class DocumentOperations
{
    const string Tag = "Documents";

    static readonly IReadOnlyList<ResponseHeader> OfReads =
    [
        Shared.ETag, Shared.CacheControl,
        new("Last-Modified", "Text", "When the version was made.", IsAlways: true),
        new("Patchlog-Stale", "True", "Present if the database is away and this is what the server remembers."),
    ];

    public static Operation Get { get; } = new("getDocument", Tag, "A document, now or as it was")
    {
        Parameters =
        [
            new(Place.Query, "version", "Version", "As it was at this version."),
            new(Place.Query, "at", "Moment", "As it was at this position of the journal, or at this time."),
            Shared.IfMatch, Shared.IfNoneMatch,
            new(Place.Header, "If-Modified-Since", "Text", "Only if it was changed since (RFC 9110 §13.1.3)."),
        ],
        Gives =
        [
            new(200, "The document.", new Content(Shared.Json, "Document", Examples.Order)) { Headers = OfReads },
            new(304, "It is still the one that the caller has.") { Headers = OfReads },
        ],
        Problems =
        [
            ProblemCode.InvalidRequest, ProblemCode.PositionBeyondHead, ProblemCode.NotFound, ProblemCode.RouteNotFound,
            ProblemCode.Deleted, ProblemCode.EpochChanged, ProblemCode.PreconditionFailed, ProblemCode.Unavailable,
        ],
    };

    public static Operation Put { get; } = new("putDocument", Tag, "Create or replace a document")
    {
        Details = "Journaled as the difference to the document before.",
        Parameters = Shared.OfWrites,
        Takes = [new(Shared.Json, "NewDocument", Examples.Order)],
        Gives = [Shared.Changed, Shared.Created, Shared.ChangedWithoutBody],
        Problems = [.. Shared.OfWritesWithBodies, .. Shared.OfStates],
    };

    public static Operation Patch { get; } = new("patchDocument", Tag, "Change a document")
    {
        Parameters = Shared.OfWrites,
        Takes =
        [
            new(RequestBody.JsonPatch, "JsonPatch", Examples.JsonPatch),
            new(RequestBody.MergePatch, "MergePatch", new Example("pay", """{"status":"paid","note":null}""")),
        ],
        Gives = [Shared.Changed, Shared.ChangedWithoutBody],
        Problems =
        [
            .. Shared.OfWritesWithBodies, .. Shared.OfStates, ProblemCode.NotFound, ProblemCode.Deleted,
            ProblemCode.PatchFailed,
        ],
    };

    public static Operation Delete { get; } = new("deleteDocument", Tag, "Delete a document; its history stays")
    {
        Parameters = [Shared.IdempotencyKey, Shared.IfMatch, Shared.IfNoneMatch],
        Gives = [new(204, "It is gone.") { Headers = Shared.OfOutcomes }],
        Problems = [.. Shared.OfCommands, ProblemCode.RouteNotFound, ProblemCode.NotFound, ProblemCode.Deleted],
    };
}
