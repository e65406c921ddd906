using NpgsqlTypes;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// The columns of a batch in the order of their declaration, which is that of the parameters. A batch is four tables:
/// its rows, and the conditions, effects and keys of those rows. Most batches have rows only, and then there are no
/// columns for the rest.
/// </summary>
/// <param name="rows">The number of rows: one for each event, and one for each entry without events.</param>
/// <param name="conditions">The number of conditions.</param>
/// <param name="effects">The number of effects.</param>
/// <param name="keys">The number of keys.</param>
sealed class BatchColumns(int rows, int conditions, int effects, int keys)
{
    // As many as patchlog.append has arrays; only the first guess of the list's size.
    const int Usual = 38;

    readonly List<Column> _all = new(Usual);

    public IReadOnlyList<Column> All => _all;

    /// <summary>True if there are neither conditions nor effects nor keys.</summary>
    public bool IsPlain { get; } = conditions + effects + keys == 0;

    /// <summary>Declares a column that has a value for each row.</summary>
    public Column<T> PerRow<T>(string name, NpgsqlDbType type) => Add(new Column<T>(name, type, rows));

    /// <summary>Declares a column that has a value for each condition.</summary>
    public Column<T> PerCondition<T>(string name, NpgsqlDbType type) => AddMore<T>(name, type, conditions);

    /// <summary>Declares a column that has a value for each effect.</summary>
    public Column<T> PerEffect<T>(string name, NpgsqlDbType type) => AddMore<T>(name, type, effects);

    /// <summary>Declares a column that has a value for each key.</summary>
    public Column<T> PerKey<T>(string name, NpgsqlDbType type) => AddMore<T>(name, type, keys);

    Column<T> AddMore<T>(string name, NpgsqlDbType type, int length) =>
        IsPlain ? Column<T>.None : Add(new Column<T>(name, type, length));

    Column<T> Add<T>(Column<T> column)
    {
        _all.Add(column);

        return column;
    }
}
