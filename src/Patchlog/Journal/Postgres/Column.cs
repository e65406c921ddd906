using Npgsql;
using NpgsqlTypes;

namespace Patchlog.Journal.Postgres;

/// <summary>A column, whatever the type of its values.</summary>
abstract class Column
{
    /// <summary>The array as a parameter; null, in the database's sense, if it has no value.</summary>
    public abstract NpgsqlParameter ToParameter();
}

/// <summary>One array among the parameters of <c>patchlog.append</c>, as it is filled. For one caller.</summary>
/// <param name="name">The parameter's name.</param>
/// <param name="type">The type of one element.</param>
/// <param name="length">The number of elements.</param>
sealed class Column<T>(string name, NpgsqlDbType type, int length) : Column
{
    /// <summary>A column that never gets a value, and is no parameter.</summary>
    public static readonly Column<T> None = new("none", NpgsqlDbType.Unknown, 0);

    // Made with the first value: a column that has none costs nothing on either side.
    T[]? _values;

    /// <summary>A value; null, or the default, where none was set.</summary>
    public T? this[int row]
    {
        get => _values is null ? default : _values[row];
        set
        {
            if (value is not null)
                (_values ??= new T[length])[row] = value;
        }
    }

    // An array without a value travels as null: unnest pads it with nulls, and nobody has to unpack it.
    public override NpgsqlParameter ToParameter() => _values is null
        ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | type }
        : new NpgsqlParameter<T[]> { TypedValue = _values, NpgsqlDbType = NpgsqlDbType.Array | type };

    /// <summary>Name and type, as the function declares them: <c>p_kinds smallint[]</c>.</summary>
    public override string ToString() => $"{name} {TypeName}[]";

    string TypeName => type == NpgsqlDbType.TimestampTz
        ? "timestamp with time zone"
        : type.ToString().ToLowerInvariant();
}
