using Patchlog.Json;

namespace Patchlog.Server.Http;

/// <summary><c>/v1/{tenant}/{type}</c>: new documents.</summary>
sealed class CollectionResource(Writes writes)
{
    public async Task<Reply> CreateAsync(HttpContext context)
    {
        if (!RouteNames.TryReadCollection(context, out var tenant, out var type, out var refusal)
            || !QueryParameters.TryRead(context, [], out _, out refusal))
            return refusal;
        if (RequestBody.RequireJson(context.Request) is { } unsupported)
            return Reply.Of(unsupported, ("Accept-Post", Reply.Json));
        var (body, problem) = await RequestBody.ReadAsync(
            context.Request, writes.Limits, "/body", context.RequestAborted);
        if (body is null)
            return Reply.Of(problem ?? new(ProblemCode.InvalidJson, "There is no body."));
        var envelope = JsonObject.Of(
            new("type", "create"), new("tenant", tenant.Value), new("targetName", type.Value), new("body", body));
        if (!writes.TryMakeCommand(context.Request, envelope, out var command, out refusal))
            return refusal;
        var outcome = await writes.ExecuteAsync(command, context.RequestAborted);
        return await writes.ReplyAsync(context, outcome, StatusCodes.Status201Created);
    }
}
