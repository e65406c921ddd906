using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;
using Patchlog.Json;

namespace Patchlog.Server.Http;

/// <summary>
/// The reply with a page of a longer list: <c>{ "items": […], "next": cursor or null }</c>, and a <c>Link</c> (RFC
/// 8288).
/// </summary>
static class PageReply
{
    /// <summary>Makes the reply.</summary>
    /// <param name="context">The request; the request for the next page differs from it by one parameter.</param>
    /// <param name="next">The value of that parameter; null on the last page.</param>
    /// <param name="parameter">The name of that parameter.</param>
    /// <param name="items">Writes the items.</param>
    /// <param name="more">Writes further members of the reply; null if there are none.</param>
    public static Reply Of(
        HttpContext context, string? next, string parameter, Action<JsonWriter> items,
        Action<JsonWriter>? more = null) =>
        new(StatusCodes.Status200OK)
        {
            Headers = next is null ? [] : [("Link", $"<{Address(context.Request, parameter, next)}>; rel=\"next\"")],
            Body = writer =>
            {
                writer.BeginObject().Name("items").BeginArray();
                items(writer);
                writer.End().Name("next");
                if (next is null)
                    writer.Null();
                else
                    writer.String(next);
                more?.Invoke(writer);
                writer.End();
            },
        };

    /// <summary>Makes the address of the request with another value for one parameter.</summary>
    public static string Address(HttpRequest request, string parameter, string value)
    {
        // The parameters as they are written: ASP.NET's own collection merges names that differ only in case.
        var query = new QueryBuilder();
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
            if (!pair.DecodeName().Span.SequenceEqual(parameter))
                query.Add(pair.DecodeName().ToString(), pair.DecodeValue().ToString());

        query.Add(parameter, value);
        return request.Path.ToUriComponent() + query.ToQueryString().ToUriComponent();
    }
}
