using System.Diagnostics.CodeAnalysis;
using Patchlog.Queries;
using Patchlog.Searching;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>
/// Questions to all documents of a type: <c>GET /v1/{tenant}/{type}</c>, and <c>POST …/search</c> for those that are
/// too long or too deep for a URL.
/// </summary>
sealed class QueryResource(DocumentStore store, IntakeLimits limits)
{
    public async Task<Reply> GetAsync(HttpContext context)
    {
        if (!RouteNames.TryReadCollection(context, out var tenant, out var type, out var refusal)
            || !QueryParameterReader.TryRead(context.Request, out var request, out refusal))
            return refusal;
        return await AnswerAsync(context, new(tenant, type), request, hasLink: true);
    }

    public async Task<Reply> SearchAsync(HttpContext context)
    {
        if (!RouteNames.TryReadCollection(context, out var tenant, out var type, out var refusal)
            || !QueryParameters.TryRead(context, [], out _, out refusal))
            return refusal;
        if (RequestBody.RequireJson(context.Request) is { } unsupported)
            return Reply.Of(unsupported, ("Accept-Post", Reply.Json));
        var (body, problem) = await RequestBody.ReadAsync(context.Request, limits, "", context.RequestAborted);
        if (body is null)
            return Reply.Of(problem ?? new(ProblemCode.InvalidJson, "There is no body."));
        return SearchReader.TryRead(body, out var request, out problem)
            ? await AnswerAsync(context, new(tenant, type), request, hasLink: false)
            : Reply.Of(problem);
    }

    async Task<Reply> AnswerAsync(HttpContext context, Query query, QueryRequest request, bool hasLink)
    {
        var cancellation = context.RequestAborted;
        query = query with
        {
            Filter = request.Filters is [var only] ? only
                : request.Filters.Count == 0 ? Filter.Everything : new Filter.All([.. request.Filters]),
            Sort = [.. request.Sort],
            Deleted = request.Deleted,
        };

        Moment? at = null;
        if (request.At is { } text && !TryReadMoment(query, request, text, out at, out var problem))
            return Reply.Of(problem);

        KeysetPosition? after = null;
        if (request.Cursor is { } cursor && !QueryCursor.TryRead(cursor, query, at, out after))
            return QueryParameters.Invalid("The cursor is broken, or belongs to another query.");

        var found = at is null
            ? await store.Collections.FindAsync(query, after, request.Limit, cancellation)
            : await store.Collections.FindPastAsync(query, at, after, request.Limit, cancellation);
        if (!found.TryGet(out var page, out problem))
            return Reply.Of(problem);

        long? count = request.Count is { } kind
            ? await store.Collections.CountAsync(query, isEstimate: kind == "estimated", cancellation)
            : null;
        var next = page.Next is { } position ? QueryCursor.Write(query, at, position) : null;

        return QueryReply.Of(
            page.Items, next, count, request.Fields,
            next is not null && hasLink ? PageReply.Address(context.Request, "cursor", next) : null);
    }

    bool TryReadMoment(
        Query query, QueryRequest request, string text, [NotNullWhen(true)] out Moment? at,
        [NotNullWhen(false)] out Problem? problem)
    {
        (at, problem) = (null, null);

        if (!query.IsById)
            problem = new(ProblemCode.InvalidRequest,
                "With \"at\" documents can only be sorted by id: the past has no other order.");
        else if (request.Count is not null)
            problem = new(ProblemCode.InvalidRequest,
                "With \"at\" documents can't be counted: the whole past would have to be read.");
        else
            return Moment.TryParse(text, store.Epoch, out at, out problem);

        return false;
    }
}
