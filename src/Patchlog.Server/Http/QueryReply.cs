using Patchlog.Json;
using Patchlog.Queries;
using Patchlog.Searching;

namespace Patchlog.Server.Http;

/// <summary>What a query found, as both of its forms answer it.</summary>
static class QueryReply
{
    /// <summary>Makes the reply.</summary>
    /// <param name="items">The documents.</param>
    /// <param name="next">The cursor of the next page; null on the last one.</param>
    /// <param name="count">How many there are in all; null if nobody asked.</param>
    /// <param name="projection">What is shown of each body; null for all of it.</param>
    /// <param name="link">Where the next page is to be had with GET; null where it is not.</param>
    public static Reply Of(
        IReadOnlyList<FoundDocument> items, string? next, long? count, Projection? projection, string? link) =>
        new(StatusCodes.Status200OK)
        {
            Headers = link is null ? [] : [("Link", $"<{link}>; rel=\"next\"")],
            Body = writer =>
            {
                writer.BeginObject().Name("items").BeginArray();
                foreach (var (id, state) in items)
                    Write(writer, id, state, projection);
                writer.End().Name("next");
                if (next is null)
                    writer.Null();
                else
                    writer.String(next);
                if (count is { } number)
                    writer.Member("count", number);
                writer.End();
            },
        };

    static void Write(JsonWriter writer, AggregateId id, AggregateState state, Projection? projection)
    {
        writer.BeginObject()
            .Member("id", id.Value)
            .Member("version", state.Version.Number)
            .Member("createdAt", Timestamps.Write(state.CreatedAt))
            .Member("updatedAt", Timestamps.Write(state.UpdatedAt));
        if (state.Body is not { } body)
            writer.Member("body", JsonValue.Null).Member("deleted", true);
        else
            writer.Member("body", projection?.Apply(body) ?? body);
        writer.End();
    }
}
