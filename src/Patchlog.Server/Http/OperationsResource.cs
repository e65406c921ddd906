namespace Patchlog.Server.Http;

/// <summary>What operators and tools ask for: is it alive, is it ready, what does it accept.</summary>
sealed class OperationsResource(DocumentStore store, ServerState state)
{
    public const string SchemaMediaType = "application/schema+json";

    static readonly string[] Schemas = ["command.json", "json-patch.json"];

    /// <summary><c>/healthz</c>: the process answers. It says nothing of the database: restarting would not help it.</summary>
    public static Task<Reply> HealthAsync(HttpContext _) => Task.FromResult(Status(StatusCodes.Status200OK, "ok"));

    /// <summary><c>/readyz</c>: send traffic here, or not.</summary>
    public async Task<Reply> ReadyAsync(HttpContext context)
    {
        if (state.IsStopping)
            return Reply.Of(ProblemCode.Unavailable, "The server is stopping.", ("Retry-After", "1"));
        await store.PingAsync(context.RequestAborted);  // if that fails, the answer is the 503 of every route
        return Status(StatusCodes.Status200OK, "ready");
    }

    /// <summary><c>/schemas/{name}</c>: the published contract of the intake.</summary>
    public static Task<Reply> SchemaAsync(HttpContext context)
    {
        var name = RouteNames.Segment(context, "name");
        if (!Schemas.Contains(name))
            return Task.FromResult(RouteNames.NoRoute(context));
        var text = Resources.Read($"cqrs-schema/{name}");
        return Task.FromResult(new Reply(StatusCodes.Status200OK)
        {
            MediaType = SchemaMediaType,
            Body = writer => writer.Raw(text),
        });
    }

    static Reply Status(int status, string word) =>
        Reply.Of(status, writer => writer.BeginObject().Member("status", word).End());
}
