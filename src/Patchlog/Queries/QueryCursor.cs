using System.Buffers.Text;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Searching;

namespace Patchlog.Queries;

/// <summary>
/// The cursor of a query's next page: a <see cref="KeysetPosition"/> as text, opaque to clients, and bound to tenant,
/// type, filter, sort, <c>deleted</c> and <c>at</c> by a digest. It is no secret and grants nothing, so it is not
/// signed: a client that makes one up only chooses a position in a list that it may read anyway.
/// </summary>
public static class QueryCursor
{
    /// <summary>Writes a cursor.</summary>
    /// <param name="query">The query.</param>
    /// <param name="at">The moment of the past that is asked about; null for now.</param>
    /// <param name="position">The position behind which the next page begins.</param>
    public static string Write(Query query, Moment? at, KeysetPosition position)
    {
        JsonArray content = [position.Id.Value, .. position.Ranks.Select(rank => (JsonValue)rank)];

        return Base64Url.EncodeToString([.. DigestOf(query, at).ToBytes(), .. content.ToUtf8Bytes()]);
    }

    /// <summary>Reads a cursor; false if it is broken, or belongs to another query.</summary>
    /// <param name="cursor">What the client sent.</param>
    /// <param name="query">The query.</param>
    /// <param name="at">The moment of the past that is asked about; null for now.</param>
    /// <param name="position">The position behind which the page begins, if the answer is true.</param>
    public static bool TryRead(
        string cursor, Query query, Moment? at, [NotNullWhen(true)] out KeysetPosition? position)
    {
        position = null;
        if (!Base64Url.IsValid(cursor) || cursor.AsSpan().ContainsAny(" \t\r\n"))
            return false;

        var bytes = Base64Url.DecodeFromChars(cursor);
        if (bytes.Length <= Digest.Length || Digest.FromBytes(bytes.AsSpan(0, Digest.Length)) != DigestOf(query, at)
            || !JsonValue.TryParse(bytes.AsSpan(Digest.Length), QueryLimits.Cursor, out var value, out _)
            || value is not JsonArray { Count: > 0 } content)
            return false;

        var texts = content.Items.ToArray().OfType<JsonString>().Select(text => text.Value).ToArray();
        if (texts.Length != content.Count || !AggregateId.TryParse(texts[0], out var id))
            return false;

        var read = new KeysetPosition([.. texts.Skip(1)], id);
        position = query.Admits(read) ? read : null;

        return position is not null;
    }

    static Digest DigestOf(Query query, Moment? at) => Digest.Of(JsonObject.Of(
        new("tenant", query.Tenant.Value),
        new("type", query.TargetName.Value),
        new("filter", ToJson(query.Filter)),
        new("sort", ToJson(query.Sort.Select(key => (JsonValue)$"{(key.IsDescending ? "-" : "")}{key.Path}"))),
        new("deleted", $"{query.Deleted}"),
        new("at", at is null ? JsonValue.Null : $"{at}")));

    static JsonValue ToJson(Filter filter) => filter switch
    {
        Filter.All all => JsonArray.Of(["and", ToJson(all.Filters.Select(ToJson))]),
        Filter.Any any => JsonArray.Of(["or", ToJson(any.Filters.Select(ToJson))]),
        Filter.Not not => JsonArray.Of(["not", ToJson(not.Inner)]),
        Filter.Compare compare => JsonArray.Of(
            [$"{compare.Path}", $"{compare.Comparison}", ToJson(compare.Operands)]),
        _ => throw new UnreachableException($"{filter} is not a filter."),
    };

    static JsonArray ToJson(IEnumerable<JsonValue> values) => [.. values];
}
