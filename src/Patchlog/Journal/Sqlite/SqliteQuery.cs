using Patchlog.Searching;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// A query that is answered step by step: each step reads a chunk of its source, compares the documents here, and keeps
/// what the answer needs of them. SQLite has only doubles for numbers, so <see cref="Filter"/> itself decides. For one
/// caller at a time, on any connection.
/// </summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="query">The query.</param>
/// <param name="after">The position behind which it begins; null for the start.</param>
/// <param name="isIndexed">Whether the type has declared indexes.</param>
abstract class SqliteQuery<T>(Query query, KeysetPosition? after, bool isIndexed)
{
    readonly List<FoundDocument> _chunk = [];
    SqliteSource? _source;

    /// <summary>The query.</summary>
    protected Query Query { get; } = query;

    /// <summary>The position behind which it begins; null for the start.</summary>
    protected KeysetPosition? After { get; } = after;

    /// <summary>The answer, when the last step is done.</summary>
    public abstract T Answer { get; }

    /// <summary>The tenant whose turn it takes.</summary>
    public Tenant Tenant => Query.Tenant;

    /// <summary>Takes a step; true if it was the last one.</summary>
    public bool Step(SqliteSession session) => session.InSnapshot(() =>
    {
        if (_source is not { } source || !source.IsUsable(session))
        {
            Begin();
            _source = source = SqliteQueryPlan.Choose(session, Query, After, isIndexed);
        }

        _chunk.Clear();
        try
        {
            var hasMore = source.Read(session, _chunk);

            return !TryAddChunk(source) || !hasMore;
        }
        catch (JournalDamagedException) when (source.IsOrdered && (!TryAddChunk(source) || TryEndBeforeDamage()))
        {
            return true;
        }
    });

    /// <summary>
    /// The next document in the query's order is damaged: lets the answer end before it. False if it can't.
    /// </summary>
    protected virtual bool TryEndBeforeDamage() => false;

    /// <summary>Forgets what was added.</summary>
    protected abstract void Begin();

    /// <summary>Adds a document that passes the filter; false if the answer needs no more.</summary>
    /// <param name="found">The document.</param>
    /// <param name="isOrdered">Whether the documents come in the query's order, from its position on.</param>
    protected abstract bool Add(FoundDocument found, bool isOrdered);

    // False if the answer needs no more.
    bool TryAddChunk(SqliteSource source)
    {
        foreach (var found in _chunk)
            if (!Add(found, source.IsOrdered))
                return false;

        return true;
    }
}
