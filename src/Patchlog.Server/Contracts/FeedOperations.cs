namespace Patchlog.Server.Contracts;

/// <summary><c>/v1/{tenant}/events</c>.</summary>
static class FeedOperations
{
    public static Operation Read { get; } = new("readFeed", "Feed", "The events of a tenant, in the order of their commits")
    {
        Details = """
            As JSON by page, or as Server-Sent Events with `Accept: text/event-stream`. A page may be empty and have a
            `next`. It has looked at everything up to `checkpoint`: ask for later events with `after=<checkpoint>`.
            """,
        Parameters =
        [
            new(Place.Query, "after", "FeedStart",
                "Only events after it. Absent: a page begins at the start, a stream at the end."),
            new(Place.Query, "type", "TargetName", "Only of this type."),
            new(Place.Query, "id", "TargetId", "Only of this document; needs `type`."),
            Shared.Limit,
            new(Place.Header, "Last-Event-ID", "FeedStart", "The last `id` of a stream that broke off; it wins over `after`."),
        ],
        Gives =
        [
            new(200, "A page, or the stream.",
                new Content(Shared.Json, "FeedPage", new Example("page",
                    $$"""
                    {"items":[{{Examples.CreatedJson}},{{Examples.PatchedJson}}],"next":null,
                    "checkpoint":"7f0c1a52-6a2e-4f0e-9d0b-3a3c6f1d2e10.2"}
                    """)),
                new Content("text/event-stream", "Text"))
            {
                Headers =
                [
                    Shared.CacheControl, Shared.Link,
                    new("X-Accel-Buffering", "Text", "`no` on a stream, so that a proxy does not hold events back."),
                ],
            },
        ],
        Problems =
        [
            ProblemCode.InvalidRequest, ProblemCode.PositionBeyondHead, ProblemCode.EpochChanged,
            ProblemCode.Unavailable,
        ],
    };
}
