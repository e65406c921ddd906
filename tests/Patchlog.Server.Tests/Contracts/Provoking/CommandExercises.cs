using Patchlog.Server.Tests.Harness;

namespace Patchlog.Server.Tests.Contracts.Provoking;

/// <summary>Commands as they are, what became of them, and custom ones.</summary>
static class CommandExercises
{
    public static IReadOnlyList<Exercise> All { get; } =
    [
        new("submitCommands", "200 application/json", scene => scene.Api.Post(
            "/commands", scene.Command.Patch("42", """{"n":3}""")))
        {
            Others =
            [
                ("200 application/json", scene => scene.Api.Post(
                    "/commands", $"[{scene.Command.Create("{}")},{scene.Command.Delete("none")}]")),
                ("200 application/json", scene => scene.Api.Post(
                    "/commands?dryRun=true", scene.Command.Patch("42", """{"n":3}"""))),
                ("invalid-command", scene => scene.Api.Post("/commands", """{"type":"shout"}""")),
                ("not-found", scene => scene.Api.Post("/commands", scene.Command.Delete("none"))),
                ("unknown-command", scene => scene.Api.Post(
                    "/commands", $$"""{"type":"logic","name":"ship","tenant":"{{scene.Tenant}}","targetName":"orders"}""")),
                ("unknown-process", scene => scene.Api.Post(
                    "/commands",
                    $$$"""{"type":"orchestration","tenant":"{{{scene.Tenant}}}","body":{"start":{}},"targetName":"pay"}""")),
                ("already-exists", scene => scene.Api.Post("/commands", scene.Command.Create("""{"id":"42"}"""))),
                ("version-conflict", scene => scene.Api.Post(
                    "/commands", scene.Command.Patch("42", """{"n":3}""", more: "\"targetVersion\":1"))),
                ("deleted", scene => scene.Api.Post("/commands", scene.Command.Patch("gone", "{}"))),
                ("patch-failed", scene => scene.Api.Post(
                    "/commands", scene.Command.Patch("42", """[{"op":"remove","path":"/none"}]"""))),
                ("not-unique", scene => scene.Api.Post("/commands", scene.Command.Create("""{"serial":41}"""))),
                ("id-changed", scene => scene.Api.Post("/commands", scene.Command.Patch("42", """{"id":"43"}"""))),
                ("limit-exceeded", scene => scene.Api.Post(
                    "/commands", scene.Command.Patch("42", DocumentExercises.Doublings))),
            ],
            Spoilings = [.. Spoilings.OfCommands, .. Spoilings.OfBodies],
        },
        new("findCommand", "200 application/json", scene => scene.Api.Get($"/commands/{Scene.KnownCommand}"))
        {
            Others =
            [
                ("200 application/vnd.patchlog.explanation+json", scene => scene.Api.Get(
                    $"/commands/{Scene.KnownCommand}?explain=true")),
                ("invalid-request", scene => scene.Api.Get("/commands/a%20b")),
                ("invalid-request", scene => scene.Api.Get("/commands/a?explain=maybe")),
                ("command-not-found", scene => scene.Api.Get("/commands/none")),
            ],
            Spoilings = Spoilings.OfReads,
        },
        Custom("startWithCommand", "orders"),
        Custom(
            "sendCommand", "orders/42", ("deleted", scene => scene.Api.Post("/orders/gone/commands/ship", "{}"))),
    ];

    static Exercise Custom(
        string operation, string target, params (string, Func<Scene, Request>)[] others) =>
        new(operation, "unknown-command", scene => scene.Api.Post($"/{target}/commands/ship", """{"carrier":"post"}"""))
        {
            Others =
            [
                .. others,
                (Exercises.Trial, scene => scene.Api.Post($"/{target}/commands/ship?dryRun=true", "{}")),
                ("invalid-command", scene => scene.Api.Post($"/{target}/commands/ship", "7")),
                ("route-not-found", scene => scene.Api.Post(
                    $"/{target.Replace("orders", "bundle", StringComparison.Ordinal)}/commands/ship", "{}")),
            ],
            Spoilings = [.. Spoilings.OfCommands, .. Spoilings.OfBodies],
        };
}
