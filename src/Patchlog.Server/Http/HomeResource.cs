using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary><c>/</c>: where to go on from here. A browser gets to the page, a program gets the addresses.</summary>
static class HomeResource
{
    /// <summary>Answers a GET.</summary>
    public static Task<Reply> GetAsync(ResourceRequest request) => Task.FromResult(
        Negotiation.AsksForPage(request.Http.Headers.Accept)
            ? new Reply(StatusCodes.Status302Found) { Headers = [("Location", "/docs"), ("Vary", "Accept")] }
            : Addresses(request.Http.PathBase));

    static Reply Addresses(PathString prefix) => new(StatusCodes.Status200OK)
    {
        Headers = [("Vary", "Accept")],
        Body = writer => writer.BeginObject()
            .Member("name", "Patchlog")
            .Member("docs", prefix + "/docs").Member("openapi", prefix + "/openapi.json")
            .Member("asyncapi", prefix + "/asyncapi.json")
            .Member("health", prefix + "/healthz").Member("ready", prefix + "/readyz")
            .End(),
    };
}
