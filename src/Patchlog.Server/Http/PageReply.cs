using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>
/// The answer with one page of a longer list: <c>{ "items": […], "next": … or null }</c>, and a <c>Link</c> (RFC 8288).
/// </summary>
static class PageReply
{
    /// <summary>Makes the answer.</summary>
    /// <param name="request">The request; the address of the next page differs from its own by one parameter.</param>
    /// <param name="next">The value of that parameter; null on the last page.</param>
    /// <param name="parameter">The name of that parameter.</param>
    /// <param name="size">Bytes of the items, about.</param>
    /// <param name="items">Writes the items.</param>
    /// <param name="more">Writes further members of the page; null for none.</param>
    public static Reply Of(
        HttpRequest request, string? next, string parameter, long size, Action<JsonWriter> items,
        Action<JsonWriter>? more = null) =>
        new(StatusCodes.Status200OK)
        {
            Headers = LinkTo(next is null ? null : AddressOf(request, parameter, next)),
            Size = size,
            Body = writer =>
            {
                writer.BeginObject().Name("items").BeginArray();
                items(writer);
                writer.End();

                WriteNext(writer, next);
                more?.Invoke(writer);
                writer.End();
            },
        };

    /// <summary>Writes the member <c>next</c>; null says that this is the last page.</summary>
    public static void WriteNext(JsonWriter writer, string? next)
    {
        writer.Name("next");
        if (next is null)
            writer.Null();
        else
            writer.String(next);
    }

    /// <summary>
    /// The header that names the next page; none for one whose address no proxy would let through, which the body has.
    /// </summary>
    /// <param name="address">The address of the next page; null on the last page.</param>
    public static IReadOnlyList<(string Name, string Value)> LinkTo(string? address) =>
        address is null || address.Length > HttpLimits.MaxLinkLength ? [] : [("Link", $"<{address}>; rel=\"next\"")];

    /// <summary>The address of a request, with another value for one parameter.</summary>
    public static string AddressOf(HttpRequest request, string parameter, string value)
    {
        // The names as they are written: ASP.NET's own collection takes names that differ in case for one.
        var query = new QueryBuilder();
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
            if (!pair.DecodeName().Span.SequenceEqual(parameter))
                query.Add(pair.DecodeName().ToString(), pair.DecodeValue().ToString());

        query.Add(parameter, value);
        return request.PathBase.Add(request.Path).ToUriComponent() + query.ToQueryString().ToUriComponent();
    }
}
