using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary><c>/</c>: where to go on from here. A browser gets to the page, a program gets the addresses.</summary>
static class HomeResource
{
    /// <summary>Answers a GET.</summary>
    public static Task<Reply> GetAsync(ResourceRequest request) => Task.FromResult(
        Negotiation.AsksForPage(request.Http.Headers.Accept)
            ? new Reply(StatusCodes.Status302Found) { Headers = [("Location", "/docs"), ("Vary", "Accept")] }
            : Addresses());

    static Reply Addresses() => new(StatusCodes.Status200OK)
    {
        Headers = [("Vary", "Accept")],
        Body = writer => writer.BeginObject()
            .Member("name", "Patchlog")
            .Member("docs", "/docs").Member("openapi", "/openapi.json").Member("asyncapi", "/asyncapi.json")
            .Member("health", "/healthz").Member("ready", "/readyz")
            .End(),
    };
}
