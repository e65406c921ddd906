using System.Collections.Immutable;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary><c>…/{id}/events</c> and <c>…/{id}/diff</c>: how a document came to be what it is.</summary>
/// <param name="store">Has the documents and their events.</param>
sealed class HistoryResource(DocumentStore store)
{
    public async Task<Reply> EventsAsync(ResourceRequest request)
    {
        if (!request.TryReadKey(out var key, out var problem)
            || !request.TryReadQuery(["after", "limit"], out var query, out problem)
            || !query.TryReadNumber("after", 0, out var after, out problem)
            || !query.TryReadLimit(out var limit, out problem))
            return problem;

        var (events, hasMore) = await store.Documents.ReadHistoryAsync(key, new(after ?? 0), limit, request.Aborted);
        if (events.IsEmpty && (await store.Documents.GetAsync(key)).Version == Version.None)
            return NotFound(key);

        var next = hasMore ? events[^1].Draft.Version.ToString() : null;
        return PageReply.Of(request.Http, next, "after", SizeOf(events), writer =>
        {
            foreach (var @event in events)
                EventJson.Write(writer, @event);
        });
    }

    public async Task<Reply> DiffAsync(ResourceRequest request)
    {
        if (!request.TryReadKey(out var key, out var problem)
            || !request.TryReadQuery(["from", "to"], out var query, out problem)
            || !query.TryReadNumber("from", 0, out var from, out problem)
            || !query.TryReadNumber("to", 0, out var to, out problem))
            return problem;

        if (from is null)
            return ResourceRequest.Invalid(
                "The parameter \"from\" is required: a version, or 0 for the empty document.");

        var current = (await store.Documents.GetAsync(key)).Version;
        if (current == Version.None)
            return NotFound(key);

        var target = to is { } number ? new Version(number) : current;
        if (Math.Max(from.Value, target.Number) is var latest && latest > current.Number)
            return new Problem(ProblemCode.NotFound, $"{key} has no version {latest}; its last is {current}.")
            {
                CurrentVersion = current,
            };

        var difference = await store.Documents.DiffAsync(key, new(from.Value), target, request.Aborted);
        if (!difference.TryGet(out var patch, out problem))
            return problem;

        return new Reply(StatusCodes.Status200OK)
        {
            MediaType = MediaTypes.JsonPatch,
            Body = writer => writer.Value(patch.ToJson()),
        };
    }

    static long SizeOf(ImmutableArray<Event> events) =>
        events.Sum(static @event => @event.Draft.Body?.Utf8Length ?? 0);

    static Problem NotFound(AggregateKey key) => new(ProblemCode.NotFound, $"There is no {key}.");
}
