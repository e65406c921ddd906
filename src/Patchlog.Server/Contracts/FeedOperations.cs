using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary><c>/v1/{tenant}/events</c>.</summary>
static class FeedOperations
{
    public static Operation Read { get; } =
        new("readFeed", "Feed", "Read the events of a tenant, in the order of their commits")
        {
            Details = """
            The events come as pages of JSON, or as Server-Sent Events with `Accept: text/event-stream`. A page may be
            empty and have a `next`. The page covers everything up to `checkpoint`: poll again with that as `after`.
            """,
            Parameters =
        [
            new(Place.Query, "after", "FeedStart",
                "Only events after this feed position. Absent: pages begin at the start, a stream at the end."),
            new(Place.Query, "type", "TargetName", "Only events of this type."),
            new(Place.Query, "id", "TargetId", "Only events of this document; needs `type`."),
            Shared.Limit,
            new(Place.Header, "Last-Event-ID", "FeedStart",
                "The feed position where a stream broke off; it takes precedence over `after`."),
        ],
            Gives =
        [
            new(200, "A page, or the stream.",
                new Content(Shared.Json, "FeedPage", new Example("page",
                    $$"""
                    {"items":[{{Examples.CreatedJson}},{{Examples.PatchedJson}}],"next":null,
                    "checkpoint":"7f0c1a52-6a2e-4f0e-9d0b-3a3c6f1d2e10.2"}
                    """)),
                new Content(MediaTypes.EventStream, "Text"))
            {
                Headers =
                [
                    Shared.CacheControl, Shared.Link,
                    new("X-Accel-Buffering", "Text", "`no` on a stream: a proxy that buffers would keep events back."),
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
