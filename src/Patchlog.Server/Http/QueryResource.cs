using System.Globalization;
using Patchlog.Queries;
using Patchlog.Searching;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>
/// Questions to all documents of a type: <c>GET /v1/{tenant}/{type}</c>, and <c>POST …/search</c> for those that are too
/// long or too deep for a URL.
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
        if (request.At is { } text)
        {
            (at, var refusal) = await MomentAsync(query, request, text, cancellation);
            if (at is null)
                return refusal ?? QueryParameters.Invalid($"\"{text}\" is no moment.");
        }
        QueryPlace? after = null;
        if (request.Cursor is { } cursor && !QueryCursor.TryRead(cursor, query, at, out after))
            return QueryParameters.Invalid("The cursor is broken, or belongs to another query.");

        var page = at is null
            ? await store.Collections.FindAsync(query, after, request.Limit, cancellation)
            : await store.Collections.FindPastAsync(query, at, after, request.Limit, cancellation);
        long? count = request.Count is { } kind
            ? await store.Collections.CountAsync(query, isEstimate: kind == "estimated", cancellation)
            : null;
        var next = page.Next is { } place ? QueryCursor.Write(query, at, place) : null;
        return QueryReply.Of(
            page.Items, next, count, request.Fields,
            next is not null && hasLink ? Page.Address(context.Request, "cursor", next) : null);
    }

    /// <summary>Digits are a position, with the epoch before them or without; anything else is an RFC 3339 time.</summary>
    async Task<(Moment? At, Reply? Refusal)> MomentAsync(
        Query query, QueryRequest request, string text, CancellationToken cancellation)
    {
        if (!query.IsById)
            return (null, QueryParameters.Invalid("With \"at\" there is no sort but by id: the past has no other order."));
        if (request.Count is not null)
            return (null, QueryParameters.Invalid("With \"at\" there is no count: it would read the past to its end."));
        var digits = text;
        if (text.Split('.') is [var epoch, var position] && Guid.TryParseExact(epoch, "D", out var named))
        {
            if (named != store.Epoch)
                return (null, Reply.Of(ProblemCode.EpochChanged,
                    $"The position {text} is of another epoch; this database's is {store.Epoch}."));
            digits = position;
        }
        if (digits.Length > 0 && !digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number <= (await store.FindHeadAsync(query.Tenant, cancellation)).Number
                ? (new Moment.AtPosition(new(number)), null)
                : (null, Reply.Of(
                    ProblemCode.PositionBeyondHead, $"The position {digits} is beyond the end of the journal."));
        return text.Length > 0 && Timestamps.TryRead(text, out var time)
            ? (new Moment.AtTime(time), null)
            : (null, QueryParameters.Invalid(
                $"\"at\" is \"{text}\"; it must be a position or an RFC 3339 time with its offset."));
    }
}
