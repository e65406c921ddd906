using System.Diagnostics.CodeAnalysis;
using Microsoft.Net.Http.Headers;
using Patchlog.Following;
using Patchlog.Publishing;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary><c>/v1/{tenant}/events</c>: the events of a tenant, by page or as they come.</summary>
/// <param name="store">Has the events.</param>
/// <param name="limits">How a stream is sent.</param>
/// <param name="time">The clock of a stream's heartbeat.</param>
/// <param name="state">Ends streams when the server stops.</param>
sealed class FeedResource(DocumentStore store, IntakeLimits limits, TimeProvider time, ServerState state)
{
    public async Task<Reply> ReadAsync(ResourceRequest request)
    {
        var isStream = WantsStream(request.Http);
        if (!request.TryReadQuery(
                isStream ? ["after", "type", "id"] : ["after", "type", "id", "limit"], out var query, out var problem)
            || !TryReadFilter(query, out var filter, out problem))
            return problem;

        return isStream
            ? await StreamAsync(request, filter, query)
            : await PageAsync(request, filter, query);
    }

    async Task<Reply> PageAsync(ResourceRequest request, FeedFilter filter, QueryParameters query)
    {
        if (!query.TryReadLimit(out var limit, out var problem)
            || !FeedStart.TryParse(query["after"] ?? "start", store.Epoch, out var start, out problem))
            return problem;

        var read = await store.Feed.ReadAsync(request.Tenant, filter, start, limit, request.Aborted);
        if (!read.TryGet(out var found, out problem))
            return problem;

        var (page, head) = found;
        request.Context.Response.RegisterForDispose(page);

        var checkpoint = new FeedPosition(store.Epoch, page.Through).ToString();
        var next = page.Through == head ? null : checkpoint;

        var size = page.Items.Sum(static item => (long)item.Json.Length);
        return PageReply.Of(request.Http, next, "after", size, writer =>
        {
            foreach (var item in page.Items)
                writer.Raw(item.Json.Span);
        }, writer => writer.Member("checkpoint", checkpoint));
    }

    async Task<Reply> StreamAsync(ResourceRequest request, FeedFilter filter, QueryParameters query)
    {
        // A browser that connects again says itself how far it was; its address still says where it began.
        // One that got no event yet says so with an empty id (WHATWG HTML §9.2.3).
        var last = request.Http.Headers["Last-Event-ID"].ToString();
        var after = last.Length > 0 ? last : query["after"];
        if (!FeedStart.TryParse(after ?? "end", store.Epoch, out var start, out var problem))
            return problem;

        var opened = await store.Feed.OpenAsync(request.Tenant, filter, start, request.Aborted);
        if (!opened.TryGet(out var reader, out problem))
            return problem;

        var response = request.Context.Response;
        response.RegisterForDispose(reader);

        return new(StatusCodes.Status200OK)
        {
            MediaType = MediaTypes.EventStream,
            // A proxy that buffers would keep events back, and so would one that compresses (RFC 9111 §5.2.2.6).
            Headers = [("X-Accel-Buffering", "no"), ("Cache-Control", "no-cache, no-transform")],
            Stream = cancellation => SendAsync(request.Context, reader, cancellation),
        };
    }

    async Task SendAsync(HttpContext context, FeedReader reader, CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(state.Stopping, aborted);
        using var patience = new SendPatience(context, limits.SendPatience, time, ending.Token);

        await new EventStream(context.Response.BodyWriter, reader, store.Epoch, patience, limits, time).RunAsync();
    }

    // Without an Accept header the answer is JSON; a browser's EventSource sends one.
    static bool WantsStream(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList([.. request.Headers.Accept.OfType<string>()], out var ranges)
        && ranges.OrderByDescending(range => range.Quality ?? 1).FirstOrDefault() is { } first
        && first.MediaType == MediaTypes.EventStream;

    static bool TryReadFilter(
        QueryParameters query, out FeedFilter filter, [NotNullWhen(false)] out Problem? problem)
    {
        (filter, problem) = (FeedFilter.All, null);
        if (query["type"] is { } type)
        {
            if (TargetName.TryParseReadable(type, out var name))
                filter = new(name);
            else
                problem = ResourceRequest.InvalidName("type", type);
        }

        if (problem is null && query["id"] is { } text)
        {
            if (filter.TargetName is not null && AggregateId.TryParse(text, out var id))
                filter = filter with { TargetId = id };
            else
                problem = ResourceRequest.Invalid(
                    "The parameter \"id\" must be the id of an aggregate, and needs the parameter \"type\".");
        }

        return problem is null;
    }
}
