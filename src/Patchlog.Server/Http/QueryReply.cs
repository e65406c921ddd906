using Patchlog.Json;
using Patchlog.Queries;
using Patchlog.Searching;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>The answer with the documents that a query found, the same for both forms of a query.</summary>
static class QueryReply
{
    /// <summary>Makes the answer.</summary>
    /// <param name="items">The documents.</param>
    /// <param name="next">The cursor of the next page; null on the last page.</param>
    /// <param name="count">The number of documents on all pages; null if it was not asked for.</param>
    /// <param name="projection">The part of each body that is shown; null for all of it.</param>
    /// <param name="link">The address of the next page for a GET; null where there is none.</param>
    public static Reply Of(
        IReadOnlyList<FoundDocument> items, string? next, long? count, Projection? projection, string? link) =>
        new(StatusCodes.Status200OK)
        {
            Headers = PageReply.LinkTo(link),
            Size = items.Sum(static item => item.State.Body?.Utf8Length ?? 0),
            Body = writer =>
            {
                writer.BeginObject().Name("items").BeginArray();
                foreach (var (id, state) in items)
                    Write(writer, id, state, projection);

                writer.End();

                PageReply.WriteNext(writer, next);
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
