using System.Diagnostics.CodeAnalysis;
using Patchlog.Queries;
using Patchlog.Searching;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>
/// Queries over all documents of a type: <c>GET /v1/{tenant}/{type}</c>, and <c>POST …/search</c> for a query that is
/// too long or too deep for a URL.
/// </summary>
/// <param name="store">Has the documents.</param>
sealed class QueryResource(DocumentStore store)
{
    public Task<Reply> GetAsync(ResourceRequest request) =>
        request.TryReadType(out var type, out var problem)
            ? GetAsync(request, type)
            : Task.FromResult<Reply>(problem);

    /// <summary>Answers for a type, whatever the path calls it.</summary>
    public async Task<Reply> GetAsync(ResourceRequest request, TargetName type) =>
        QueryParameterReader.TryRead(request.Http, out var asked, out var problem)
            ? await AnswerAsync(request, new(request.Tenant, type), asked, hasLink: true)
            : problem;

    public async Task<Reply> SearchAsync(ResourceRequest request)
    {
        if (!request.TryReadTypeOnly(out var type, out var problem))
            return problem;

        if (!(await request.ReadJsonAsync("")).TryGet(out var body, out problem)
            || !SearchReader.TryRead(body, out var asked, out problem))
            return problem;

        return await AnswerAsync(request, new(request.Tenant, type), asked, hasLink: false);
    }

    async Task<Reply> AnswerAsync(ResourceRequest request, Query query, QueryRequest asked, bool hasLink)
    {
        query = query with { Filter = asked.Filter, Sort = [.. asked.Sort], Deleted = asked.Deleted };

        Moment? at = null;
        if (asked.At is { } text && !TryReadMoment(query, asked, text, out at, out var problem))
            return problem;

        KeysetPosition? after = null;
        if (asked.Cursor is { } cursor && !QueryCursor.TryRead(cursor, query, at, out after))
            return ResourceRequest.Invalid("The cursor is broken, or belongs to another query.");

        var found = at is null
            ? await store.Collections.FindAsync(query, after, asked.Limit, request.Aborted)
            : await store.Collections.FindPastAsync(query, at, after, asked.Limit, request.Aborted);
        if (!found.TryGet(out var page, out problem))
            return problem;

        long? count = asked.Count is { } kind
            ? await store.Collections.CountAsync(query, isEstimate: kind == "estimated", request.Aborted)
            : null;

        var next = page.Next is { } position ? QueryCursor.Write(query, at, position) : null;
        var link = next is not null && hasLink ? PageReply.AddressOf(request.Http, "cursor", next) : null;

        return QueryReply.Of(page.Items, next, count, asked.Fields, link);
    }

    bool TryReadMoment(
        Query query, QueryRequest asked, string text, [NotNullWhen(true)] out Moment? at,
        [NotNullWhen(false)] out Problem? problem)
    {
        (at, problem) = (null, null);

        if (!query.IsById)
            problem = ResourceRequest.Invalid("With \"at\" the only sort is by id: the past has no other order.");
        else if (asked.Count is not null)
            problem = ResourceRequest.Invalid("With \"at\" there is no count: it would read the past to its end.");
        else
            return Moment.TryParse(text, store.Epoch, out at, out problem);

        return false;
    }
}
