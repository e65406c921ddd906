using Patchlog.Json;

namespace Patchlog.Server.Http;

/// <summary><c>/v1/{tenant}/{type}</c>: new documents, and all of them by page.</summary>
sealed class CollectionResource(DocumentStore store, Writes writes)
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

    public async Task<Reply> ListAsync(HttpContext context)
    {
        if (!RouteNames.TryReadCollection(context, out var tenant, out var type, out var refusal)
            || !QueryParameters.TryRead(context, ["limit", "cursor"], out var query, out refusal)
            || !query.TryReadLimit(out var limit, out refusal))
            return refusal;
        AggregateId? after = null;
        if (query["cursor"] is { } cursor)
        {
            if (!ListCursor.TryRead(cursor, tenant, type, out var id))
                return QueryParameters.Invalid("The cursor is broken, or belongs to another list.");
            after = id;
        }
        var (items, hasMore) = await store.Documents.ListAsync(tenant, type, after, limit, context.RequestAborted);
        var next = hasMore ? ListCursor.Write(tenant, type, items[^1].Id) : null;
        return Page.Of(context, next, "cursor", writer =>
        {
            foreach (var (id, state) in items)
                writer.BeginObject()
                    .Member("id", id.Value)
                    .Member("version", state.Version.Number)
                    .Member("createdAt", Timestamps.Write(state.CreatedAt))
                    .Member("updatedAt", Timestamps.Write(state.UpdatedAt))
                    .Member("body", state.Body ?? JsonValue.Null)
                    .End();
        });
    }
}
