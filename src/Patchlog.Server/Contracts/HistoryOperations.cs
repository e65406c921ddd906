using Patchlog.Server.Http;

namespace Patchlog.Server.Contracts;

/// <summary><c>…/{id}/events</c> and <c>…/{id}/diff</c>.</summary>
static class HistoryOperations
{
    const string Tag = "History";

    public static Operation Events { get; } = new("listDocumentEvents", Tag, "What happened to a document, oldest first")
    {
        Parameters =
        [
            new(Place.Query, "after", "WholeNumber", "Only what came after this version."),
            Shared.Limit,
        ],
        Gives = [Shared.Page("A page; `next` is the version to go on after.", "EventPage", Examples.Events)],
        Problems =
        [
            ProblemCode.InvalidRequest, ProblemCode.NotFound, ProblemCode.RouteNotFound, ProblemCode.Unavailable,
        ],
    };

    public static Operation Diff { get; } = new("diffDocument", Tag, "What changed between two versions")
    {
        Parameters =
        [
            new(Place.Query, "from", "WholeNumber", "A version; 0 for nothing at all.") { IsRequired = true },
            new(Place.Query, "to", "WholeNumber", "Another; the current one by default."),
        ],
        Gives =
        [
            new(200, "The patch that makes the one of the other.",
                new Content(RequestBody.JsonPatch, "Difference", Examples.JsonPatch))
            {
                Headers = [Shared.CacheControl],
            },
        ],
        Problems =
        [
            ProblemCode.InvalidRequest, ProblemCode.NotFound, ProblemCode.RouteNotFound, ProblemCode.Deleted,
            ProblemCode.Unavailable,
        ],
    };
}
