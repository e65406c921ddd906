namespace Patchlog.Server.Contracts;

/// <summary>Queries: <c>GET /v1/{tenant}/{type}</c> and <c>POST …/search</c>.</summary>
static class QueryOperations
{
    static readonly IReadOnlyList<ProblemCode> Refusals =
    [
        ProblemCode.InvalidRequest, ProblemCode.PositionBeyondHead, ProblemCode.RouteNotFound, ProblemCode.EpochChanged,
        ProblemCode.Unavailable,
    ];

    public static Operation List { get; } = new("queryDocuments", "Documents", "The documents of a type that fit a filter")
    {
        Parameters =
        [
            new(Place.Query, "filter", "FilterParameters", "`filter[path]=value`, `filter[path][operator]=value`")
            {
                Style = "deepObject", Example = """{"status":"open"}""",
            },
            new(Place.Query, "sort", "Text", "Paths with commas between; `-` before one turns it around."),
            new(Place.Query, "fields", "Text", "The paths to show, with commas between."),
            Shared.Limit,
            new(Place.Query, "cursor", "Cursor", "Where to go on: `next` of the page before."),
            new(Place.Query, "count", "Count", "Whether to count what is on all pages."),
            new(Place.Query, "deleted", "Deleted", "Deleted documents too, or only those."),
            new(Place.Query, "at", "Moment", "As they were at this position of the journal, or at this time."),
        ],
        Gives = [Shared.Page("A page.", "DocumentPage", Examples.Item)],
        Problems = Refusals,
    };

    public static Operation Search { get; } = new("searchDocuments", "Documents", "The same with a filter in JSON")
    {
        Takes =
        [
            new(Shared.Json, "Search",
                new("open", """{"filter":{"path":"status","eq":"open"},"sort":["-total"],"limit":10}"""),
                new("several", """{"filter":{"or":[{"path":"total","gte":10,"lt":20},{"not":{"path":"note","exists":true}}]}}""")),
        ],
        Gives = [new(200, "A page.", new Content(Shared.Json, "DocumentPage", Examples.Item))],
        Problems = [.. Refusals, .. Shared.OfBodies],
    };
}
