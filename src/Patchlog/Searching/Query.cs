using System.Collections.Immutable;

namespace Patchlog.Searching;

/// <summary>
/// Which documents of one type are wanted, in which order. Ties are broken by the id, in the direction of the last sort
/// key, so that an index on one path serves both directions. Immutable.
/// </summary>
/// <param name="Tenant">The tenant that owns the documents.</param>
/// <param name="TargetName">The type of the documents.</param>
public sealed record Query(Tenant Tenant, TargetName TargetName)
{
    /// <summary>The condition that documents must meet; all documents do by default.</summary>
    public Filter Filter { get; init; } = Filter.Everything;

    /// <summary>The sort keys; the last one is always the id, which is the only one by default.</summary>
    public ImmutableArray<SortField> Sort
    {
        get;
        init => field = Complete(value);
    } = [new(QueryPath.Id, false)];

    /// <summary>What the query does with deleted documents; it excludes them by default.</summary>
    public DeletedDocuments Deleted { get; init; }

    /// <summary>True if the order is that of the ids, ascending.</summary>
    public bool IsById => Sort is [{ IsDescending: false }];

    /// <summary>The position of a document in the order of this query.</summary>
    public KeysetPosition PositionOf(AggregateId id, AggregateState state) =>
        new([.. Sort.SkipLast(1).Select(key => key.Path.RankOf(id, state))], id);

    /// <summary>Whether a position, which a client may have made up, can be one of this query's.</summary>
    internal bool Admits(KeysetPosition position) =>
        position.Ranks.Length == Sort.Length - 1
        && position.Ranks.Zip(Sort).All(pair => pair.Second.Path.IsRank(pair.First));

    /// <summary>Compares two positions in the order of this query.</summary>
    internal int Compare(KeysetPosition left, KeysetPosition right)
    {
        for (var i = 0; i < Sort.Length; i++)
        {
            var order = i < left.Ranks.Length
                ? ValueKey.Compare(left.Ranks[i], right.Ranks[i])
                : ValueKey.Compare(left.Id.Value, right.Id.Value);

            if (order != 0)
                return Sort[i].IsDescending ? -order : order;
        }

        return 0;
    }

    /// <summary>
    /// Whether a document passes <see cref="Deleted"/>: whether it is deleted, or not, as the query wants it.
    /// </summary>
    internal bool Wants(AggregateState state) => state.IsDeleted
        ? Deleted != DeletedDocuments.Exclude
        : state.IsAlive && Deleted != DeletedDocuments.Only;

    // Sort keys behind the id would decide nothing.
    static ImmutableArray<SortField> Complete(ImmutableArray<SortField> sort)
    {
        var id = sort.IndexOf(sort.FirstOrDefault(key => key.Path.Kind == QueryPathKind.Id));

        return id >= 0
            ? sort[..(id + 1)]
            : sort.Add(new(QueryPath.Id, !sort.IsEmpty && sort[^1].IsDescending));
    }
}
