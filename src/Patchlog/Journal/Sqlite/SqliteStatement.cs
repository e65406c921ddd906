using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using Patchlog.Json;
using SQLitePCL;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// A statement of one connection, compiled once and run over and over, by one caller at a time. Parameters are bound in
/// order; disposing ends the run and makes the statement ready for the next.
/// </summary>
/// <remarks>
/// The statement runs on SQLite's own functions, below ADO.NET: an append takes three small statements per command, and
/// ADO.NET's command, reader and boxed parameters would cost as much again as SQLite does (measured: 2.7 µs against 1.3
/// µs for one of them). JSON goes in and out as UTF-8, without a copy of ours.
/// </remarks>
sealed class SqliteStatement : IDisposable
{
    readonly sqlite3 _database;
    readonly sqlite3_stmt _statement;
    ArrayBufferWriter<byte> _scratch = new(SqliteLimits.FirstScratchBytes);
    int _bound;

    public SqliteStatement(sqlite3 database, string text)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v3(database, text, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Binds a text, or null.</summary>
    public SqliteStatement Text(string? value)
    {
        _bound++;
        // Through a span an empty text would be bound as null.
        if (string.IsNullOrEmpty(value))
        {
            Check(value is null
                ? raw.sqlite3_bind_null(_statement, _bound)
                : raw.sqlite3_bind_text(_statement, _bound, value));
            return this;
        }

        _scratch.ResetWrittenCount();
        Encoding.UTF8.GetBytes(value, _scratch);
        Check(raw.sqlite3_bind_text(_statement, _bound, _scratch.WrittenSpan));

        return this;
    }

    /// <summary>Binds a text that is UTF-8 already; null if it is empty.</summary>
    public SqliteStatement Utf8(ReadOnlySpan<byte> utf8)
    {
        _bound++;
        Check(utf8.IsEmpty
            ? raw.sqlite3_bind_null(_statement, _bound)
            : raw.sqlite3_bind_text(_statement, _bound, utf8));

        return this;
    }

    /// <summary>Binds a whole number.</summary>
    public SqliteStatement Number(long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, ++_bound, value));
        return this;
    }

    /// <summary>Binds a whole number, or null.</summary>
    public SqliteStatement Number(long? value)
    {
        if (value is { } number)
            return Number(number);

        Check(raw.sqlite3_bind_null(_statement, ++_bound));
        return this;
    }

    /// <summary>Binds bytes; at least one.</summary>
    public SqliteStatement Bytes(ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, ++_bound, value));
        return this;
    }

    /// <summary>Binds the compact text of a value, or null.</summary>
    public SqliteStatement Json(JsonValue? value)
    {
        if (value is null)
            return Text(null);

        _scratch.ResetWrittenCount();
        value.WriteTo(_scratch);
        Check(raw.sqlite3_bind_text(_statement, ++_bound, _scratch.WrittenSpan));
        if (_scratch.Capacity > SqliteLimits.MaxKeptScratchBytes)
            _scratch = new(SqliteLimits.FirstScratchBytes);

        return this;
    }

    /// <summary>Binds an instant.</summary>
    public SqliteStatement Time(DateTimeOffset value) => Number(Microseconds.Of(value));

    /// <summary>Goes to the next row; false if there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            Check(code);

        return code == raw.SQLITE_ROW;
    }

    /// <summary>Runs a statement that answers no rows, and ends the run.</summary>
    public void Execute()
    {
        using (this)
            Step();
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long ReadNumber(int column) => raw.sqlite3_column_int64(_statement, column);

    public string ReadText(int column) => Encoding.UTF8.GetString(ReadBytes(column));

    /// <summary>The bytes of a text or a blob, as long as the statement stays on this row.</summary>
    public ReadOnlySpan<byte> ReadBytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose()
    {
        // What it answers is the failure of the last step, which has been reported there.
        _ = raw.sqlite3_reset(_statement);
        _ = raw.sqlite3_clear_bindings(_statement);
        _bound = 0;
    }

    /// <summary>Frees what the connection keeps for it; it can't be used afterwards.</summary>
    public void Release() => _statement.Dispose();

    void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(code, _database);
    }
}
