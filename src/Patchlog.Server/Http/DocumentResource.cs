using Patchlog.Journal;
using Patchlog.Json;

namespace Patchlog.Server.Http;

/// <summary><c>/v1/{tenant}/{type}/{id}</c>: one document, now or as it was.</summary>
sealed class DocumentResource(DocumentStore store, Writes writes)
{
    // RFC 8246: a version never changes.
    const string ForEver = "private, immutable, max-age=31536000";

    public async Task<Reply> GetAsync(HttpContext context)
    {
        if (!RouteNames.TryReadDocument(context, out var key, out var refusal)
            || !QueryParameters.TryRead(context, ["version", "at"], out var query, out refusal))
            return refusal;
        if (query["version"] is null && query["at"] is null)
            return await GetCurrentAsync(context, key);
        var (state, problem) = await TimeTravelParameters.ReadAsync(
            store.Documents, store.Epoch, key, query, context.RequestAborted);
        if (state is null)
            return problem ?? RouteNames.NoRoute(context);
        var reply = ReplyWith(context, key, state, []);
        return query["version"] is not null && reply.Problem is null
            ? reply with { Headers = [.. reply.Headers, ("Cache-Control", ForEver)] }
            : reply;
    }

    public async Task<Reply> PutAsync(HttpContext context)
    {
        if (!RouteNames.TryReadDocument(context, out var key, out var refusal)
            || !QueryParameters.TryRead(context, [], out _, out refusal))
            return refusal;
        if (RequestBody.RequireJson(context.Request) is { } unsupported)
            return Reply.Of(unsupported);
        var (body, problem) = await RequestBody.ReadAsync(
            context.Request, writes.Limits, "/body", context.RequestAborted);
        if (body is null)
            return Reply.Of(problem ?? new(ProblemCode.InvalidJson, "There is no body."));
        var target = Envelope(key, body);
        if (!writes.TryMakeCommand(context.Request, target.With("type", "create"), out var command, out refusal))
            return refusal;
        // The envelope has no type for it: the method and the document are the content.
        command = command with { Type = CommandType.Put, Digest = Digest.Of(target.With("method", "PUT")) };
        var outcome = await writes.ExecuteAsync(command, context.RequestAborted);
        return await writes.ReplyAsync(context, outcome, StatusCodes.Status200OK);
    }

    public async Task<Reply> PatchAsync(HttpContext context)
    {
        if (!RouteNames.TryReadDocument(context, out var key, out var refusal)
            || !QueryParameters.TryRead(context, [], out _, out refusal))
            return refusal;
        var type = RequestBody.MediaTypeOf(context.Request);
        if (type is not (RequestBody.JsonPatch or RequestBody.MergePatch))
            return Reply.Of(ProblemCode.UnsupportedMediaType,
                $"A patch is sent as {RequestBody.JsonPatch} or {RequestBody.MergePatch}.",
                ("Accept-Patch", RequestBody.PatchTypes));
        var (body, problem) = await RequestBody.ReadAsync(
            context.Request, writes.Limits, "/body", context.RequestAborted);
        if (body is null)
            return Reply.Of(problem ?? new(ProblemCode.InvalidJson, "There is no body."));
        if (type == RequestBody.JsonPatch ? body is not JsonArray : body is not JsonObject)
            return Reply.Of(Problem.At(ProblemCode.InvalidCommand, "/body", "type",
                type == RequestBody.JsonPatch ? "A JSON Patch is an array." : "A merge patch of a document is an object."));
        if (!writes.TryMakeCommand(
            context.Request, Envelope(key, body).With("type", "patch"), out var command, out refusal))
            return refusal;
        var outcome = await writes.ExecuteAsync(command, context.RequestAborted);
        return await writes.ReplyAsync(context, outcome, StatusCodes.Status200OK);
    }

    public async Task<Reply> DeleteAsync(HttpContext context)
    {
        if (!RouteNames.TryReadDocument(context, out var key, out var refusal)
            || !QueryParameters.TryRead(context, [], out _, out refusal)
            || !writes.TryMakeCommand(
                context.Request, Envelope(key, null).With("type", "delete"), out var command, out refusal))
            return refusal;
        var outcome = await writes.ExecuteAsync(command, context.RequestAborted);
        return await writes.ReplyAsync(context, outcome, StatusCodes.Status204NoContent);
    }

    async Task<Reply> GetCurrentAsync(HttpContext context, AggregateKey key)
    {
        try
        {
            return ReplyWith(context, key, await store.Documents.GetAsync(key), []);
        }
        catch (JournalUnavailableException) when (store.Documents.FindStale(key) is { } state)
        {
            return ReplyWith(context, key, state, [("Patchlog-Stale", "true")]);
        }
    }

    static Reply ReplyWith(
        HttpContext context, AggregateKey key, AggregateState state, List<(string Name, string Value)> headers)
    {
        if (state.IsDeleted)
            return Reply.Of(
                new Problem(ProblemCode.Deleted, $"{key} was deleted, by version {state.Version}.")
                {
                    CurrentVersion = state.Version,
                }, headers);
        if (state.Body is not { } body)
            return Reply.Of(new Problem(ProblemCode.NotFound, $"There is no {key}."), headers);
        switch (ConditionalHeaders.EvaluateRead(context.Request, state, out var malformed))
        {
            case StatusCodes.Status400BadRequest when malformed is not null:
                return Reply.Of(malformed, headers);
            case StatusCodes.Status412PreconditionFailed:
                return Reply.Of(new Problem(ProblemCode.PreconditionFailed, $"{key} is at version {state.Version}.")
                {
                    CurrentVersion = state.Version,
                }, headers);
            case var status:
                headers.Add(("ETag", ConditionalHeaders.ETagOf(state.Version)));
                headers.Add(("Last-Modified", state.UpdatedAt.ToString("R", null)));
                return status is { } notModified
                    ? new(notModified) { Headers = headers }
                    : new(StatusCodes.Status200OK) { Body = writer => writer.Value(body), Headers = headers };
        }
    }

    static JsonObject Envelope(AggregateKey key, JsonValue? body)
    {
        var envelope = JsonObject.Of(
            new("tenant", key.Tenant.Value), new("targetName", key.TargetName.Value),
            new("targetId", key.TargetId.Value));
        return body is null ? envelope : envelope.With("body", body);
    }
}
