using Npgsql;
using NpgsqlTypes;

namespace Patchlog.Journal.Postgres;

/// <summary>Parameters of statements, each with the type of its column.</summary>
static class PostgresParameters
{
    /// <summary>A text, or null.</summary>
    public static NpgsqlParameter Text(string? value) => value is null
        ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        : new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    /// <summary>Several texts.</summary>
    public static NpgsqlParameter Texts(IEnumerable<string> values) => ArrayOf(values, NpgsqlDbType.Text);

    /// <summary>A whole number.</summary>
    public static NpgsqlParameter Number(long value) =>
        new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint };

    /// <summary>True or false.</summary>
    public static NpgsqlParameter Truth(bool value) =>
        new NpgsqlParameter<bool> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Boolean };

    /// <summary>Seconds.</summary>
    public static NpgsqlParameter Seconds(TimeSpan value) =>
        new NpgsqlParameter<double> { TypedValue = value.TotalSeconds, NpgsqlDbType = NpgsqlDbType.Double };

    /// <summary>An instant in UTC.</summary>
    public static NpgsqlParameter Time(DateTime value) =>
        new NpgsqlParameter<DateTime> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    /// <summary>A UUID, or null.</summary>
    public static NpgsqlParameter Uuid(Guid? value) => value is { } uuid
        ? new NpgsqlParameter<Guid> { TypedValue = uuid, NpgsqlDbType = NpgsqlDbType.Uuid }
        : new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };

    /// <summary>Bytes.</summary>
    public static NpgsqlParameter Bytes(byte[] value) =>
        new NpgsqlParameter<byte[]> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bytea };

    /// <summary>A document as UTF-8.</summary>
    public static NpgsqlParameter Document(byte[] value) =>
        new NpgsqlParameter<byte[]> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Json };

    /// <summary>Several values of one type.</summary>
    public static NpgsqlParameter ArrayOf<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new NpgsqlParameter<T[]> { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | type };
}
