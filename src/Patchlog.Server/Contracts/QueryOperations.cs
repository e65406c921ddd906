namespace Patchlog.Server.Contracts;

/// <summary>Queries: <c>GET /v1/{tenant}/{type}</c> and <c>POST …/search</c>.</summary>
static class QueryOperations
{
    static readonly IReadOnlyList<ProblemCode> Refusals =
    [
        ProblemCode.InvalidRequest, ProblemCode.PositionBeyondHead, ProblemCode.RouteNotFound, ProblemCode.EpochChanged,
        ProblemCode.HistoryTooCostly, ProblemCode.Unavailable, ProblemCode.TooManyRequests, ProblemCode.QueryTimeout,
    ];

    public static Operation List { get; } =
        new("queryDocuments", CollectionOperations.Tag, "Find the documents of a type that match a filter")
        {
            Parameters =
            [
                new(Place.Query, "filter", "FilterParameters", "`filter[path]=value`, `filter[path][operator]=value`")
                {
                    Style = "deepObject", Example = """{"status":"open"}""",
                },
                new(
                    Place.Query, "sort", "Text",
                    "Paths separated by commas; `-` before a path sorts in descending order."),
                new(Place.Query, "fields", "Text", "The paths to show, separated by commas."),
                Shared.Limit,
                new(Place.Query, "cursor", "Cursor", "The `next` of the page before."),
                new(Place.Query, "count", "Count", "Whether, and how, to count the documents on all pages."),
                new(Place.Query, "deleted", "Deleted", "Whether to include deleted documents, or to find only those."),
                new(Place.Query, "at", "Moment", "The collection as it was at this position or time."),
            ],
            Gives = [Shared.Page("A page.", "DocumentPage", Examples.Item)],
            Problems = Refusals,
        };

    public static Operation Search { get; } =
        new("searchDocuments", CollectionOperations.Tag, "Find documents with a filter in JSON")
        {
            Takes =
            [
                new(Shared.Json, "Search",
                    new("open", """{"filter":{"path":"status","eq":"open"},"sort":["-total"],"limit":10}"""),
                    new("several",
                        """
                        {"filter":{"or":[{"path":"total","gte":10,"lt":20},{"not":{"path":"note","exists":true}}]}}
                        """)),
            ],
            Gives = [new(200, "A page.", new Content(Shared.Json, "DocumentPage", Examples.Item))],
            Problems = [.. Refusals, .. Shared.OfBodies],
        };
}
