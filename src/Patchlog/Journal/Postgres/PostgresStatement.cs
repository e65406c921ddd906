using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// A statement that is put together piece by piece: what comes from outside goes in as parameters only. For one caller.
/// </summary>
sealed class PostgresStatement
{
    readonly StringBuilder _text = new();
    readonly List<NpgsqlParameter> _parameters = [];

    public string Text => _text.ToString();

    public IReadOnlyList<NpgsqlParameter> Parameters => _parameters;

    public PostgresStatement Append(string sql)
    {
        _text.Append(sql);
        return this;
    }

    /// <summary>Puts something between several pieces.</summary>
    public void AppendAll<T>(IEnumerable<T> items, string separator, Action<T> append)
    {
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst)
                _text.Append(separator);

            isFirst = false;
            append(item);
        }
    }

    /// <summary>The place of a new parameter, such as <c>$3</c>.</summary>
    public string Place(string value) => Place(value, NpgsqlDbType.Text);

    public string Place(long value) => Place(value, NpgsqlDbType.Bigint);

    public string Place(DateTime value) => Place(value, NpgsqlDbType.TimestampTz);

    public string Place(string[] values) => Place(values, NpgsqlDbType.Array | NpgsqlDbType.Text);

    public string Place(long[] values) => Place(values, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    public string Place(DateTime[] values) => Place(values, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz);

    public NpgsqlCommand CommandOn(NpgsqlDataSource source)
    {
        var command = source.CreateCommand(Text);
        foreach (var parameter in _parameters)
            command.Parameters.Add(parameter);

        return command;
    }

    string Place<T>(T value, NpgsqlDbType type)
    {
        _parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });

        return string.Create(CultureInfo.InvariantCulture, $"${_parameters.Count}");
    }
}
