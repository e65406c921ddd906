using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary><c>/v1/{tenant}/{type}/{id}</c>: one document, now or as it was.</summary>
/// <param name="store">Has the documents.</param>
/// <param name="writes">Carries the commands out.</param>
sealed class DocumentResource(DocumentStore store, Writes writes)
{
    // RFC 8246: a version never changes.
    const string Forever = "private, immutable, max-age=31536000";

    public async Task<Reply> GetAsync(ResourceRequest request)
    {
        if (!request.TryReadKey(out var key, out var problem)
            || !request.TryReadQuery(["version", "at"], out var query, out problem))
            return problem;

        if (query["version"] is null && query["at"] is null)
            return await GetCurrentAsync(request, key);

        var past = await TimeTravelParameters.ReadAsync(store, key, query, request.Aborted);
        if (!past.TryGet(out var state, out problem))
            return problem;

        var reply = ReplyWith(request, key, state, []);
        return query["version"] is not null && reply.Problem is null
            ? reply with { Headers = [.. reply.Headers, ("Cache-Control", Forever)] }
            : reply;
    }

    public async Task<Reply> PutAsync(ResourceRequest request)
    {
        if (!request.TryReadKeyOfWrite(out var key, out var problem))
            return problem;

        if (!(await request.ReadDocumentAsync("/body")).TryGet(out var body, out problem))
            return problem;

        var target = EnvelopeOf(key).With("body", body);
        if (!writes.TryMakeCommand(request, target.With("type", "create"), out var command, out problem))
            return problem;

        // The envelope has no type for it: the method and the document are the content.
        command = command with { Type = CommandType.Put, Digest = Digest.Of(target.With("method", "PUT")) };

        return await writes.CarryOutAsync(request, command, StatusCodes.Status200OK);
    }

    public async Task<Reply> PatchAsync(ResourceRequest request)
    {
        if (!request.TryReadKeyOfWrite(out var key, out var problem))
            return problem;

        var type = RequestBody.MediaTypeOf(request.Http);
        if (type is not (MediaTypes.JsonPatch or MediaTypes.MergePatch))
            return new Problem(ProblemCode.UnsupportedMediaType,
                $"A patch must be sent as {MediaTypes.JsonPatch} or {MediaTypes.MergePatch}.");

        if (!(await request.ReadBodyAsync("/body")).TryGet(out var body, out problem))
            return problem;

        if (type == MediaTypes.JsonPatch && body is not JsonArray)
            return Problem.At(ProblemCode.InvalidCommand, "/body", "type", "A JSON Patch must be an array.");

        if (type == MediaTypes.MergePatch && body is not JsonObject)
            return Problem.At(
                ProblemCode.InvalidCommand, "/body", "type", "A merge patch of a document must be an object.");

        var envelope = EnvelopeOf(key).With("body", body).With("type", "patch");
        return await writes.CarryOutAsync(request, envelope, StatusCodes.Status200OK);
    }

    public async Task<Reply> DeleteAsync(ResourceRequest request)
    {
        if (!request.TryReadKeyOfWrite(out var key, out var problem))
            return problem;

        return await writes.CarryOutAsync(
            request, EnvelopeOf(key).With("type", "delete"), StatusCodes.Status204NoContent);
    }

    async Task<Reply> GetCurrentAsync(ResourceRequest request, AggregateKey key)
    {
        try
        {
            var held = await store.Documents.HoldAsync(key, request.Caller.Sender);
            request.Memory.Hold(held);

            return ReplyWith(request, key, held.State, []);
        }
        catch (JournalUnavailableException) when (store.Documents.FindStale(key) is { } state)
        {
            return ReplyWith(request, key, state, [("Patchlog-Stale", "true")]);
        }
    }

    Reply ReplyWith(
        ResourceRequest request, AggregateKey key, AggregateState state, List<(string Name, string Value)> headers)
    {
        if (state.IsDeleted)
            return Reply.Of(
                new(ProblemCode.Deleted, $"{key} was deleted by version {state.Version}.")
                {
                    CurrentVersion = state.Version,
                }, headers);

        if (state.Body is not { } body)
            return Reply.Of(new(ProblemCode.NotFound, $"There is no {key}."), headers);

        if (!ConditionalHeaders.TryEvaluateRead(request.Http, key, state, out var isUnchanged, out var problem))
            return Reply.Of(problem, headers);

        headers.Add(("ETag", ConditionalHeaders.ETagOf(state.Version)));
        if (ConditionalHeaders.LastModifiedOf(state, store.Now) is { } modified)
            headers.Add(("Last-Modified", modified));

        return isUnchanged
            ? new(StatusCodes.Status304NotModified) { Headers = headers }
            : new(StatusCodes.Status200OK)
            {
                Body = writer => writer.Value(body),
                Size = body.Utf8Length,
                Headers = headers,
            };
    }

    static JsonObject EnvelopeOf(AggregateKey key) => JsonObject.Of(
        new("tenant", key.Tenant.Value), new("targetName", key.TargetName.Value), new("targetId", key.TargetId.Value));
}
