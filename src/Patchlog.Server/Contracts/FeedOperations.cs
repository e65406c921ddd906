namespace Patchlog.Server.Contracts;

/// <summary><c>/v1/{tenant}/events</c>.</summary>
static class FeedOperations
{
    public static Operation Read { get; } = new("readFeed", "Feed", "The events of a tenant, in the order of their commits")
    {
        Details = """
            As JSON by page, or as Server-Sent Events with `Accept: text/event-stream`. A page may be empty and have a
            `next`; everything up to `checkpoint` has been seen: poll again with `after` of it.
            """,
        Parameters =
        [
            new(Place.Query, "after", "FeedPosition", "Only later events. Absent: from the start by page, from the end as a stream."),
            new(Place.Query, "type", "TargetName", "Only of this type."),
            new(Place.Query, "id", "TargetId", "Only of this document; needs `type`."),
            Shared.Limit,
            new(Place.Header, "Last-Event-ID", "FeedPosition", "Where a stream broke off; it wins over `after`."),
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
                    new("X-Accel-Buffering", "Text", "`no`, of a stream: a proxy that gathers would keep events back."),
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
