
namespace Patchlog.Server.Http;

/// <summary><c>…/{id}/events</c> and <c>…/{id}/diff</c>: how a document came to be what it is.</summary>
sealed class HistoryResource(DocumentStore store)
{
    public async Task<Reply> EventsAsync(HttpContext context)
    {
        if (!RouteNames.TryReadDocument(context, out var key, out var refusal)
            || !QueryParameters.TryRead(context, ["after", "limit"], out var query, out refusal)
            || !query.TryReadNumber("after", 0, out var after, out refusal)
            || !query.TryReadLimit(out var limit, out refusal))
            return refusal;
        var (events, hasMore) = await store.Documents.ReadHistoryAsync(
            key, new(after ?? 0), limit, context.RequestAborted);
        if (events.IsEmpty && (await store.Documents.GetAsync(key)).Version == Version.None)
            return NotFound(key);
        var next = hasMore ? events[^1].Draft.Version.ToString() : null;
        return PageReply.Of(context, next, "after", writer =>
        {
            foreach (var @event in events)
                EventJson.Write(writer, @event);
        });
    }

    public async Task<Reply> DiffAsync(HttpContext context)
    {
        if (!RouteNames.TryReadDocument(context, out var key, out var refusal)
            || !QueryParameters.TryRead(context, ["from", "to"], out var query, out refusal)
            || !query.TryReadNumber("from", 0, out var from, out refusal)
            || !query.TryReadNumber("to", 0, out var to, out refusal))
            return refusal;
        if (from is null)
            return QueryParameters.Invalid("The parameter \"from\" is required: a version, or 0 for nothing at all.");
        var current = (await store.Documents.GetAsync(key)).Version;
        if (current == Version.None)
            return NotFound(key);
        var target = to is { } number ? new Version(number) : current;
        if (Math.Max(from.Value, target.Number) is var latest && latest > current.Number)
            return Reply.Of(new Problem(ProblemCode.NotFound, $"{key} has no version {latest}; its last is {current}.")
            {
                CurrentVersion = current,
            });
        return await store.Documents.DiffAsync(key, new(from.Value), target, context.RequestAborted) is { } patch
            ? new(StatusCodes.Status200OK)
            {
                MediaType = RequestBody.JsonPatch,
                Body = writer => writer.Value(patch.ToJson()),
            }
            : Reply.Of(ProblemCode.Deleted, $"{key} was deleted by version {from} or {target}: there is nothing to compare.");
    }

    static Reply NotFound(AggregateKey key) => Reply.Of(ProblemCode.NotFound, $"There is no {key}.");
}
