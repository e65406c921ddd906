namespace Patchlog.Server.Tests.Contracts.Provoking;

/// <summary>Documents made, read, changed and deleted.</summary>
static class DocumentExercises
{
    // As many values as a text may have; the id that is put in makes it one too many for a document.
    static readonly string Largest = $$"""{"a":[0{{string.Concat(Enumerable.Repeat(",0", (400 << 10) - 3))}}]}""";

    /// <summary>A small patch whose result is too large: each operation doubles the document.</summary>
    public static string Doublings { get; } = $"[{string.Join(',', Enumerable.Range(0, 20).Select(
        number => $$"""{"op":"copy","from":"","path":"/d{{number}}"}"""))}]";

    public static IReadOnlyList<Exercise> All { get; } =
    [
        new("createDocument", "201 application/json", scene => scene.Api.Post("/orders", "{}"))
        {
            Others =
            [
                ("invalid-command", scene => scene.Api.Post("/orders", """{"id":7}""")),
                ("route-not-found", scene => scene.Api.Post("/system", "{}")),
                (Exercises.Trial, scene => scene.Api.Post("/orders?dryRun=true", "{}")),
                (Exercises.TracedCreation, scene => scene.Api.Post("/orders", "{}").With("Prefer", "trace")),
                ("already-exists", scene => scene.Api.Post("/orders", """{"id":"42"}""")),
                ("not-unique", scene => scene.Api.Post("/orders", """{"serial":41.0}""")),
                ("limit-exceeded", scene => scene.Api.Post("/orders", Largest)),
            ],
            Spoilings = [.. Spoilings.OfCommands, .. Spoilings.OfBodies],
        },
        new("getDocument", "200 application/json", scene => scene.Api.Get("/orders/42"))
        {
            Others =
            [
                ("200 application/json", scene => scene.Api.Get("/orders/42?version=1")),
                ("200 application/json", scene => scene.Api.Get("/orders/gone?at=3")),
                ("304", scene => scene.Api.Get("/orders/42").With("If-None-Match", "\"2\"")),
                ("invalid-request", scene => scene.Api.Get("/orders/42?version=x")),
                ("position-beyond-head", scene => scene.Api.Get("/orders/42?at=6")),
                ("not-found", scene => scene.Api.Get("/orders/none")),
                ("route-not-found", scene => scene.Api.Get("/system/42")),
                ("deleted", scene => scene.Api.Get("/orders/gone")),
                ("epoch-changed", scene => scene.Api.Get("/orders/42?at=00000000-0000-4000-8000-000000000000.1")),
                ("precondition-failed", scene => scene.Api.Get("/orders/42").IfMatch(7)),
            ],
            Spoilings = Spoilings.OfReads,
        },
        new("putDocument", "200 application/json", scene => scene.Api.Put("/orders/42", """{"n":3}"""))
        {
            Others =
            [
                (Exercises.Trial, scene => scene.Api.Put("/orders/43?dryRun=true", "{}")),
                (Exercises.Traced, scene => scene.Api.Put("/orders/42", """{"n":4}""").With("Prefer", "trace")),
                (Exercises.TracedCreation, scene => scene.Api.Put("/orders/43", "{}").With("Prefer", "trace")),
                ("201 application/json", scene => scene.Api.Put("/orders/43", "{}")),
                ("204", scene => scene.Api.Put("/orders/42", """{"n":3}""").With("Prefer", "return=minimal")),
                ("invalid-command", scene => scene.Api.Put("/orders/42", "7")),
                ("route-not-found", scene => scene.Api.Put("/system/42", "{}")),
                ("id-changed", scene => scene.Api.Put("/orders/42", """{"id":"43"}""")),
                ("not-unique", scene => scene.Api.Put("/orders/42", """{"serial":41}""")),
                ("limit-exceeded", scene => scene.Api.Put("/orders/42", Largest)),
            ],
            Spoilings = [.. Spoilings.OfCommands, .. Spoilings.OfBodies],
        },
        new("patchDocument", "200 application/json", scene => scene.Api.Patch(
            "/orders/42", """[{"op":"replace","path":"/n","value":3}]"""))
        {
            Others =
            [
                ("200 application/json", scene => scene.Api.Merge("/orders/42", """{"n":3}""")),
                (Exercises.Trial, scene => scene.Api.Merge("/orders/42?dryRun=true", """{"n":3}""")),
                (Exercises.Trial, scene => scene.Api.Merge("/orders/none?dryRun=true", "{}")),
                (Exercises.Traced, scene => scene.Api.Merge("/orders/42", """{"n":3}""").With("Prefer", "trace")),
                ("204", scene => scene.Api.Merge("/orders/42", """{"n":3}""").With("Prefer", "return=minimal")),
                ("invalid-command", scene => scene.Api.Patch("/orders/42", """[{"op":"shout"}]""")),
                ("route-not-found", scene => scene.Api.Merge("/system/42", "{}")),
                ("not-found", scene => scene.Api.Merge("/orders/none", "{}")),
                ("deleted", scene => scene.Api.Merge("/orders/gone", "{}")),
                ("patch-failed", scene => scene.Api.Patch("/orders/42", """[{"op":"remove","path":"/none"}]""")),
                ("id-changed", scene => scene.Api.Merge("/orders/42", """{"id":"43"}""")),
                ("not-unique", scene => scene.Api.Merge("/orders/42", """{"serial":41}""")),
                ("limit-exceeded", scene => scene.Api.Patch("/orders/42", Doublings)),
            ],
            Spoilings = [.. Spoilings.OfCommands, .. Spoilings.OfBodies],
        },
        new("deleteDocument", "204", scene => scene.Api.Delete("/orders/42"))
        {
            Others =
            [
                (Exercises.Trial, scene => scene.Api.Delete("/orders/42?dryRun=true")),
                (Exercises.Traced, scene => scene.Api.Delete("/orders/42").With("Prefer", "trace")),
                ("route-not-found", scene => scene.Api.Delete("/system/42")),
                ("invalid-command", scene => scene.Root.Delete("/v1/_system/bundles/active")),
                ("not-found", scene => scene.Api.Delete("/orders/none")),
                ("deleted", scene => scene.Api.Delete("/orders/gone")),
            ],
            Spoilings = Spoilings.OfCommands,
        },
    ];
}
