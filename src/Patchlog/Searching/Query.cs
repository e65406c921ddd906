using System.Collections.Immutable;

namespace Patchlog.Searching;

/// <summary>What a query makes of deleted documents.</summary>
public enum DeletedDocuments
{
    /// <summary>They are passed over.</summary>
    Exclude,

    /// <summary>They are found beside the living, without a body.</summary>
    Include,

    /// <summary>Only they are found.</summary>
    Only,
}

/// <summary>
/// Which documents of one type, in which order. Ties are broken by the id, in the direction of the last sort key, so that
/// an index on one path serves both directions. Immutable.
/// </summary>
/// <param name="Tenant">Whose.</param>
/// <param name="TargetName">Which type.</param>
public sealed record Query(Tenant Tenant, TargetName TargetName)
{
    /// <summary>Which of them; all by default.</summary>
    public Filter Filter { get; init; } = Filter.Everything;

    /// <summary>What is sorted by: always ends with the id. By id alone by default.</summary>
    public ImmutableArray<SortField> Sort
    {
        get;
        init => field = Complete(value);
    } = [new(QueryPath.Id, false)];

    /// <summary>What becomes of deleted documents.</summary>
    public DeletedDocuments Deleted { get; init; }

    /// <summary>True if the order is that of the ids, from the first to the last.</summary>
    public bool IsById => Sort is [{ IsDescending: false }];

    /// <summary>Where a document stands among those that this query finds.</summary>
    public QueryPlace PlaceOf(AggregateId id, AggregateState state) =>
        new([.. Sort.SkipLast(1).Select(key => key.Path.RankOf(id, state))], id);

    /// <summary>Whether a place, which may come from anybody, can be one of this query's.</summary>
    internal bool HasPlace(QueryPlace place) =>
        place.Ranks.Length == Sort.Length - 1
        && place.Ranks.Zip(Sort).All(pair => pair.Second.Path.IsRank(pair.First));

    /// <summary>Orders places as this query does.</summary>
    internal int Compare(QueryPlace left, QueryPlace right)
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

    /// <summary>Whether it is deleted, or not, as this query wants it.</summary>
    internal bool Wants(AggregateState state) => state.IsDeleted ? Deleted != DeletedDocuments.Exclude
        : state.IsAlive && Deleted != DeletedDocuments.Only;

    // What comes behind the id decides nothing.
    static ImmutableArray<SortField> Complete(ImmutableArray<SortField> sort)
    {
        var id = sort.IndexOf(sort.FirstOrDefault(key => key.Path.Kind == QueryPathKind.Id));
        return id >= 0
            ? sort[..(id + 1)]
            : sort.Add(new(QueryPath.Id, !sort.IsEmpty && sort[^1].IsDescending));
    }
}

/// <summary>One of the things a query sorts by.</summary>
public readonly record struct SortField(QueryPath Path, bool IsDescending);

/// <summary>Where a document stands in the order of a query: a rank for each sort key but the last, and the id.</summary>
public sealed record QueryPlace(ImmutableArray<string> Ranks, AggregateId Id);

/// <summary>A document that a query found.</summary>
public readonly record struct FoundDocument(AggregateId Id, AggregateState State);
