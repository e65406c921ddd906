using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary><c>…/{id}/events</c> and <c>…/{id}/diff</c>.</summary>
static class HistoryOperations
{
    const string Tag = "History";

    public static Operation Events { get; } =
        new("listDocumentEvents", Tag, "List the events of a document, oldest first")
        {
            Parameters =
        [
            new(Place.Query, "after", "WholeNumber", "Only events after this version."),
            Shared.Limit,
        ],
            Gives =
        [
            Shared.Page(
                "A page. `next` is the version after which the next page begins.", "EventPage", Examples.Events),
        ],
            Problems =
        [
            ProblemCode.InvalidRequest, ProblemCode.NotFound, ProblemCode.RouteNotFound, ProblemCode.TooManyRequests,
            ProblemCode.Unavailable,
        ],
        };

    public static Operation Diff { get; } = new("diffDocument", Tag, "Compare two versions of a document")
    {
        Parameters =
        [
            new(Place.Query, "from", "WholeNumber", "A version; 0 for the empty document.") { IsRequired = true },
            new(Place.Query, "to", "WholeNumber", "Another version; the current one by default."),
        ],
        Gives =
        [
            new(200, "The patch from the first version to the second.",
                new Content(MediaTypes.JsonPatch, "Difference", Examples.JsonPatch))
            {
                Headers = [Shared.CacheControl],
            },
        ],
        Problems =
        [
            ProblemCode.InvalidRequest, ProblemCode.NotFound, ProblemCode.RouteNotFound, ProblemCode.Deleted,
            ProblemCode.HistoryTooCostly, ProblemCode.Unavailable, ProblemCode.TooManyRequests,
        ],
    };
}
