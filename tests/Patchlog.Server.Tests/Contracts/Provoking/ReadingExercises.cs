namespace Patchlog.Server.Tests.Contracts.Provoking;

/// <summary>Queries, history and the feed.</summary>
static class ReadingExercises
{
    const string OfAnotherEpoch = "00000000-0000-4000-8000-000000000000.1";

    public static IReadOnlyList<Exercise> All { get; } =
    [
        new("queryDocuments", "200 application/json", scene => scene.Api.Get("/orders?filter[n]=2"))
        {
            Others =
            [
                ("invalid-request", scene => scene.Api.Get("/orders?color=red")),
                ("position-beyond-head", scene => scene.Api.Get("/orders?at=6")),
                ("route-not-found", scene => scene.Api.Get("/system")),
                ("epoch-changed", scene => scene.Api.Get($"/orders?at={OfAnotherEpoch}")),
            ],
            Spoilings = Spoilings.OfReads,
        },
        new("searchDocuments", "200 application/json", scene => scene.Api.Post("/orders/search", """{"filter":{"path":"n","eq":2}}"""))
        {
            Others =
            [
                ("invalid-request", scene => scene.Api.Post("/orders/search", """{"color":"red"}""")),
                ("position-beyond-head", scene => scene.Api.Post("/orders/search", """{"at":"6"}""")),
                ("route-not-found", scene => scene.Api.Post("/system/search", "{}")),
                ("epoch-changed", scene => scene.Api.Post("/orders/search", $$"""{"at":"{{OfAnotherEpoch}}"}""")),
            ],
            Spoilings = [.. Spoilings.OfPosts, .. Spoilings.OfBodies],
        },
        new("listDocumentEvents", "200 application/json", scene => scene.Api.Get("/orders/42/events"))
        {
            Others =
            [
                ("invalid-request", scene => scene.Api.Get("/orders/42/events?limit=none")),
                ("not-found", scene => scene.Api.Get("/orders/none/events")),
                ("route-not-found", scene => scene.Api.Get("/system/42/events")),
            ],
            Spoilings = Spoilings.OfReads,
        },
        new("diffDocument", "200 application/json-patch+json", scene => scene.Api.Get("/orders/42/diff?from=1"))
        {
            Others =
            [
                ("invalid-request", scene => scene.Api.Get("/orders/42/diff")),
                ("not-found", scene => scene.Api.Get("/orders/none/diff?from=0")),
                ("route-not-found", scene => scene.Api.Get("/system/42/diff?from=0")),
                ("deleted", scene => scene.Api.Get("/orders/gone/diff?from=1&to=2")),
            ],
            Spoilings = Spoilings.OfReads,
        },
        new("readFeed", "200 application/json", scene => scene.Api.Get("/events?limit=3"))
        {
            Others =
            [
                ("200 text/event-stream", scene => scene.Api.Get("/events").With("Accept", "text/event-stream")),
                ("invalid-request", scene => scene.Api.Get("/events?type=bundle")),
                ("position-beyond-head", scene => scene.Api.Get("/events?after=6")),
                ("epoch-changed", scene => scene.Api.Get($"/events?after={OfAnotherEpoch}")),
            ],
            Spoilings = Spoilings.OfReads,
        },
    ];
}
