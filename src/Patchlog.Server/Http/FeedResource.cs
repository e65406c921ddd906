using System.Diagnostics.CodeAnalysis;
using Microsoft.Net.Http.Headers;
using Patchlog.Following;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary><c>/v1/{tenant}/events</c>: everything that happened to a tenant, by page or as it happens.</summary>
sealed class FeedResource(DocumentStore store, IntakeLimits limits, TimeProvider time, ServerState state)
{
    public async Task<Reply> ReadAsync(HttpContext context)
    {
        if (!RouteNames.TryReadTenant(context, out var tenant, out var refusal))
            return refusal;
        var isStream = WantsStream(context.Request);
        if (!QueryParameters.TryRead(
                context, isStream ? ["after", "type", "id"] : ["after", "type", "id", "limit"], out var query, out refusal)
            || !TryReadFilter(query, out var filter, out refusal))
            return refusal;
        return isStream
            ? await StreamAsync(context, tenant, filter, query)
            : await PageAsync(context, tenant, filter, query);
    }

    async Task<Reply> PageAsync(HttpContext context, Tenant tenant, FeedFilter filter, QueryParameters query)
    {
        if (!query.TryReadLimit(out var limit, out var refusal))
            return refusal;

        if (!FeedStart.TryParse(query["after"] ?? "start", store.Epoch, out var start, out var problem))
            return Reply.Of(problem);

        var read = await store.Feed.ReadAsync(tenant, filter, start, limit, context.RequestAborted);
        if (!read.TryGet(out var found, out problem))
            return Reply.Of(problem);

        var (page, head) = found;
        context.Response.RegisterForDispose(page);

        var checkpoint = new FeedPosition(store.Epoch, page.Through).ToString();
        var next = page.Through == head ? null : checkpoint;

        return PageReply.Of(context, next, "after", writer =>
        {
            foreach (var item in page.Items)
                writer.Raw(item.Json.Span);
        }, writer => writer.Member("checkpoint", checkpoint));
    }

    async Task<Reply> StreamAsync(HttpContext context, Tenant tenant, FeedFilter filter, QueryParameters query)
    {
        // A browser that connects again says itself where it was; the address still says where it began.
        var after = context.Request.Headers["Last-Event-ID"] is { Count: > 0 } last ? last.ToString() : query["after"];
        if (!FeedStart.TryParse(after ?? "end", store.Epoch, out var start, out var problem))
            return Reply.Of(problem);

        var opened = await store.Feed.OpenAsync(tenant, filter, start, context.RequestAborted);
        if (!opened.TryGet(out var reader, out problem))
            return Reply.Of(problem);

        context.Response.RegisterForDispose(reader);

        return new(StatusCodes.Status200OK)
        {
            MediaType = EventStream.MediaType,
            Headers = [("X-Accel-Buffering", "no")],    // a proxy that gathers would keep events back
            Stream = cancellation => new EventStream(
                context.Response.BodyWriter, reader, store.Epoch, limits, time).RunAsync(state.Stopping, cancellation),
        };
    }

    // What a program asks for without a word is JSON; a browser's EventSource names the other.
    static bool WantsStream(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList([.. request.Headers.Accept.OfType<string>()], out var ranges)
        && ranges.OrderByDescending(range => range.Quality ?? 1).FirstOrDefault() is { } first
        && first.MediaType == EventStream.MediaType;

    static bool TryReadFilter(
        QueryParameters query, out FeedFilter filter, [NotNullWhen(false)] out Reply? refusal)
    {
        (filter, refusal) = (FeedFilter.All, null);
        if (query["type"] is { } type)
        {
            if (TargetName.TryParse(type, out var name))
                filter = new(name);
            else
                refusal = RouteNames.Invalid("type", type);
        }
        if (refusal is null && query["id"] is { } text)
        {
            if (filter.TargetName is not null && AggregateId.TryParse(text, out var id))
                filter = filter with { TargetId = id };
            else
                refusal = QueryParameters.Invalid("The parameter \"id\" is an aggregate's id, and needs its \"type\".");
        }
        return refusal is null;
    }
}
