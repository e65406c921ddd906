using System.Collections.Immutable;
using Patchlog.Searching;

namespace Patchlog.Journal.Sqlite;

/// <summary>Living documents by ranges of an index, in its order or against it.</summary>
/// <param name="query">The query.</param>
/// <param name="index">The index, which is complete.</param>
/// <param name="ranges">The ranges of its keys, ascending and apart.</param>
/// <param name="isDescending">Whether the walk goes against the index's order.</param>
sealed class SqliteIndexWalk(Query query, SqliteIndex index, ImmutableArray<KeyRange> ranges, bool isDescending)
    : SqliteSource(query)
{
    readonly ImmutableArray<KeyRange> _ranges = isDescending ? [.. ranges.Reverse()] : ranges;
    (string Key, string Id) _after = isDescending ? (ValueKey.End, "") : ("", "");
    int _range;

    /// <summary>The index.</summary>
    public SqliteIndex Index { get; } = index;

    /// <summary>Whether the order of the walk is the query's.</summary>
    public required bool IsInOrder { get; init; }

    /// <summary>The key and the id behind which to begin; null for the start.</summary>
    public (string Key, string Id)? After
    {
        init => _after = value ?? _after;
    }

    public override bool IsOrdered => IsInOrder;

    public override bool IsUsable(SqliteSession session)
    {
        using var row = session[SqliteSql.IsUsableIndex].Number(Index.Number);

        return row.Step();
    }

    public override bool Read(SqliteSession session, List<FoundDocument> chunk)
    {
        if (_range == _ranges.Length)
            return false;

        using var row = session[isDescending ? SqliteSql.WalkBackwards : SqliteSql.WalkForwards]
            .Number(Index.Number).Text(Query.Tenant.Value).Text(Query.TargetName.Value)
            .Text(_ranges[_range].From).Text(_ranges[_range].To).Text(_after.Key).Text(_after.Id);

        if (!Take(row, chunk, passed => _after = (passed.ReadText(SqliteRows.BodyOfState + 2), passed.ReadText(0))))
            _range++;

        return _range < _ranges.Length;
    }
}
