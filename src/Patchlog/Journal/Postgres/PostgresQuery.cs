using System.Collections.Frozen;
using System.Globalization;
using Patchlog.Json;
using Patchlog.Searching;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// A query as statements of PostgreSQL. Values and paths are parameters, but for what an index needs to be recognised:
/// the type, whose grammar has no quote, and the paths that have an index (<see cref="PostgresPaths.Literal"/>).
/// </summary>
/// <param name="query">The query.</param>
/// <param name="indexed">The paths of its type that have an index.</param>
sealed class PostgresQuery(Query query, FrozenSet<string> indexed)
{
    const string Keys = "target_id, version, created_at, updated_at";

    readonly PostgresStatement _statement = new();

    /// <summary>
    /// The documents behind a place: the columns of <see cref="PostgresRows.ReadState"/> behind the id, and whether the
    /// row is behind the bound in bytes (as they are stored): it is there then, and its body is left out. The bounds
    /// are no parameters: a plan for any limit looks dearer than one for this limit, and would never be kept.
    /// </summary>
    public static PostgresStatement Select(
        Query query, KeysetPosition? after, int limit, long maxBytes, FrozenSet<string> indexed)
    {
        var writer = new PostgresQuery(query, indexed);
        var statement = writer._statement.Append(string.Create(CultureInfo.InvariantCulture,
            $"select {Keys}, case when not is_left_out then body end, is_left_out from (select {Keys}, body, coalesce("
            + $"sum(pg_column_size(body)) over (rows between unbounded preceding and 1 preceding) >= {maxBytes}, "
            + $"false) as is_left_out from ("));
        writer.AppendSearch($"{Keys}, body", after);

        statement.Append(" order by ");
        statement.AppendAll(query.Sort, ", ", key => statement
            .Append(writer.ExpressionOf(key.Path)).Append(key.IsDescending ? " desc" : " asc"));

        return statement.Append(string.Create(CultureInfo.InvariantCulture, $" limit {limit}) as found) as sized"));
    }

    /// <summary>How many documents there are.</summary>
    public static PostgresStatement Count(Query query, FrozenSet<string> indexed)
    {
        var writer = new PostgresQuery(query, indexed);
        writer.AppendSearch("count(*)", null);

        return writer._statement;
    }

    /// <summary>The planner's idea of how many there are, as a plan in JSON.</summary>
    public static PostgresStatement Estimate(Query query, FrozenSet<string> indexed)
    {
        var writer = new PostgresQuery(query, indexed);
        writer._statement.Append("explain (format json) ");
        writer.AppendSearch("1", null);

        return writer._statement;
    }

    /// <summary>
    /// The index that <see cref="Select"/> finds: what it has in common with a query stands only here.
    /// </summary>
    public static string CreateIndex(string name, TargetName targetName, JsonPointer pointer) =>
        $"create index concurrently {name} on patchlog.aggregates (tenant, "
        + $"{PostgresPaths.Key(pointer, PostgresPaths.Literal(pointer))}, target_id) "
        + $"where target_name = '{targetName}' and body is not null";

    /// <summary>
    /// What lets the planner know how often a value occurs: it does not look into the statistics of a partial index.
    /// </summary>
    public static string CreateStatistics(string name, JsonPointer pointer) =>
        $"create statistics if not exists patchlog.{name} on "
        + $"(patchlog.key({PostgresPaths.Value(pointer, PostgresPaths.Literal(pointer))})) from patchlog.aggregates";

    void AppendSearch(string columns, KeysetPosition? after)
    {
        var targetName = indexed.Count > 0 ? $"'{query.TargetName}'" : _statement.Place(query.TargetName.Value);
        _statement.Append($"select {columns} from patchlog.aggregates "
            + $"where tenant = {_statement.Place(query.Tenant.Value)} and target_name = {targetName}");

        if (query.Deleted != DeletedDocuments.Include)
            _statement.Append(query.Deleted == DeletedDocuments.Only ? " and body is null" : " and body is not null");

        if (query.Filter != Filter.Everything)
        {
            _statement.Append(" and ");
            new PostgresFilter(_statement, PathOf).Append(query.Filter);
        }

        if (after is not null)
        {
            _statement.Append(" and ");
            AppendBehind(after);
        }
    }

    /// <summary>
    /// Everything behind a place. Where all keys go one way it is a comparison of rows, which an index can follow.
    /// </summary>
    void AppendBehind(KeysetPosition place)
    {
        var expressions = query.Sort.Select(key => ExpressionOf(key.Path)).ToArray();
        var values = query.Sort
            .Select((key, i) => RankOf(key.Path, i < place.Ranks.Length ? place.Ranks[i] : place.Id.Value))
            .ToArray();
        if (query.Sort.All(key => key.IsDescending == query.Sort[0].IsDescending))
        {
            _statement.Append(
                $"({string.Join(", ", expressions)}) {SignOf(query.Sort[0])} ({string.Join(", ", values)})");
            return;
        }

        var condition = "";
        for (var i = expressions.Length - 1; i >= 0; i--)
        {
            var behind = $"{expressions[i]} {SignOf(query.Sort[i])} {values[i]}";
            condition = condition.Length == 0
                ? $"({behind})"
                : $"({behind} or ({expressions[i]} = {values[i]} and {condition}))";
        }

        _statement.Append(condition);
    }

    static string SignOf(SortField key) => key.IsDescending ? "<" : ">";

    string ExpressionOf(QueryPath path) => path.Kind switch
    {
        QueryPathKind.Id => "target_id",
        QueryPathKind.Version => "version",
        QueryPathKind.CreatedAt => "created_at",
        QueryPathKind.UpdatedAt => "updated_at",
        QueryPathKind.Body => PostgresPaths.Key(path.Pointer, PathOf(path.Pointer)),
    };

    string RankOf(QueryPath path, string rank) => path.Kind switch
    {
        QueryPathKind.Version => _statement.Place(long.Parse(rank, CultureInfo.InvariantCulture)),
        QueryPathKind.CreatedAt or QueryPathKind.UpdatedAt => _statement.Place(PostgresFilter.TimeOf(rank)),
        QueryPathKind.Body or QueryPathKind.Id => _statement.Place(rank),
    };

    string PathOf(JsonPointer pointer) => indexed.Contains(pointer.ToString())
        ? PostgresPaths.Literal(pointer)
        : _statement.Place([.. pointer.Tokens]);
}
