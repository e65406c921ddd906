using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Searching;

namespace Patchlog.Queries;

/// <summary>
/// Where a query goes on: opaque to clients, and bound to tenant, type, filter, sort, <c>deleted</c> and <c>at</c> by a
/// digest. It is no secret and grants nothing, so it is not signed: whoever makes one up only chooses a place in a list that
/// is theirs to read.
/// </summary>
public static class QueryCursor
{
    static readonly JsonLimits Limits = new() { MaxBytes = 64 * 1024, MaxDepth = 1 };

    /// <summary>The cursor behind a place.</summary>
    /// <param name="query">The query.</param>
    /// <param name="at">The moment of the past that is asked about; null for now.</param>
    /// <param name="place">The place.</param>
    public static string Write(Query query, Moment? at, QueryPlace place)
    {
        JsonArray content = [place.Id.Value, .. place.Ranks.Select(rank => (JsonValue)rank)];
        return Base64Url.EncodeToString([.. DigestOf(query, at).ToBytes(), .. content.ToUtf8Bytes()]);
    }

    /// <summary>Reads the cursor of this query; false if it is broken or another's.</summary>
    public static bool TryRead(string cursor, Query query, Moment? at, [NotNullWhen(true)] out QueryPlace? place)
    {
        place = null;
        if (!Base64Url.IsValid(cursor) || cursor.AsSpan().ContainsAny(" \t\r\n"))
            return false;
        var bytes = Base64Url.DecodeFromChars(cursor);
        if (bytes.Length <= Digest.Length || Digest.FromBytes(bytes.AsSpan(0, Digest.Length)) != DigestOf(query, at)
            || !JsonValue.TryParse(bytes.AsSpan(Digest.Length), Limits, out var value, out _)
            || value is not JsonArray { Count: > 0 } content)
            return false;
        var texts = content.Items.ToArray().OfType<JsonString>().Select(text => text.Value).ToArray();
        if (texts.Length != content.Count || !AggregateId.TryParse(texts[0], out var id))
            return false;
        var read = new QueryPlace([.. texts.Skip(1)], id);
        place = query.HasPlace(read) ? read : null;
        return place is not null;
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
        _ => throw new ArgumentException($"{filter} is no filter.", nameof(filter)),
    };

    static JsonArray ToJson(IEnumerable<JsonValue> values) => [.. values];
}
