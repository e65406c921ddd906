namespace Patchlog.Server.Tests.Contracts.Provoking;

/// <summary>Processes, of which a server without a bundle has none.</summary>
static class ProcessExercises
{
    const string Path = "/processes/fulfilment";

    /// <summary>The operations that write.</summary>
    public static IReadOnlyList<string> Writes { get; } = ["startInstance", "feedInstance", "cancelInstance"];

    public static IReadOnlyList<Exercise> All { get; } =
    [
        new("listInstances", "200 application/json", scene => scene.Api.Get(Path))
        {
            Others =
            [
                ("invalid-request", scene => scene.Api.Get(Path + "?nonsense=1")),
                ("position-beyond-head", scene => scene.Api.Get(Path + "?at=99")),
                ("epoch-changed", scene => scene.Api.Get($"{Path}?at={Guid.NewGuid()}.1")),
            ],
            Spoilings = Spoilings.OfReads,
        },
        new("getInstance", "not-found", scene => scene.Api.Get(Path + "/1"))
        {
            Others = [("invalid-request", scene => scene.Api.Get(Path + "/a%20b"))],
            Spoilings = Spoilings.OfReads,
        },
        new("startInstance", "unknown-process", scene => scene.Api.Post(Path, """{"start":{}}"""))
        {
            Others =
            [
                ("invalid-command", scene => scene.Api.Post(Path, """{"stop":{}}""")),
                ("200 application/vnd.patchlog.trial+json", scene => scene.Api.Post(
                    Path + "?dryRun=true", """{"start":{}}""")),
            ],
            Spoilings = [.. Spoilings.OfCommands, .. Spoilings.OfBodies],
        },
        new("feedInstance", "unknown-process", scene => scene.Api.Post(Path + "/1", """{"start":{}}"""))
        {
            Others =
            [
                ("not-found", scene => scene.Api.Post(Path + "/1", """{"event":"approve"}""")),
                ("invalid-command", scene => scene.Api.Post(Path + "/1", """{"stop":{}}""")),
                ("200 application/vnd.patchlog.trial+json", scene => scene.Api.Post(
                    Path + "/1?dryRun=true", """{"start":{}}""")),
            ],
            Spoilings = [.. Spoilings.OfCommands, .. Spoilings.OfBodies],
        },
        new("cancelInstance", "not-found", scene => scene.Api.Delete(Path + "/1"))
        {
            Others =
            [
                ("invalid-request", scene => scene.Api.Delete(Path + "/commands")),
                ("200 application/vnd.patchlog.trial+json", scene => scene.Api.Delete(Path + "/1?dryRun=true")),
            ],
            Spoilings =
                [.. Spoilings.OfCommands.Where(spoiling => spoiling.Answer != "precondition-failed")],
        },
        Drawing("drawProcess", "diagram.svg"),
        Drawing("drawProcessAsText", "diagram.mmd"),
    ];

    static Exercise Drawing(string operation, string file) =>
        new(operation, "not-found", scene => scene.Api.Get($"{Path}/{file}?id=1"))
        {
            Others =
            [
                ("invalid-request", scene => scene.Api.Get($"{Path}/{file}?nonsense=1")),
                ("unknown-process", scene => scene.Api.Get($"{Path}/{file}")),
            ],
            Spoilings = Spoilings.OfReads,
        };
}
