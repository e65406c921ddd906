namespace Patchlog.Server.Contracts;

/// <summary><c>/hooks/github</c>.</summary>
static class HookOperations
{
    public static Operation GitHub { get; } = new("receiveGitHubHook", "Server", "Hear from GitHub of a push")
    {
        Details = """
            A webhook of the repository that the bundle comes from. The call must be signed with the secret that
            `GITHUB_WEBHOOK_SECRET` names; without one there is no such route. After a push the server asks GitHub for
            the newest commit.
            """,
        Parameters =
        [
            new(Place.Header, "X-Hub-Signature-256", "Text",
                "`sha256=` and the HMAC-SHA256 of the body, in hexadecimal digits."),
            new(Place.Header, "X-GitHub-Event", "Text", "What has happened; all but `push` changes nothing."),
        ],
        Takes = [new(Shared.Json, "HookCall", new Example("ping", """{"zen":"Keep it logically awesome."}"""))],
        IsBodyOptional = true,
        Gives = [new(202, "The call was signed. What comes of it shows `/readyz?verbose`.")],
        Problems =
        [
            ProblemCode.InvalidRequest, ProblemCode.Forbidden, ProblemCode.RouteNotFound, ProblemCode.PayloadTooLarge,
        ],
    };
}
