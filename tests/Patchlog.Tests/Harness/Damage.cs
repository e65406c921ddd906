using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Journal;

namespace Patchlog.Tests.Harness;

/// <summary>
/// Takes from the tables of a database what keeps them from being damaged, as a broken disk would; and makes values
/// that no client can send.
/// </summary>
static class Damage
{
    /// <summary>A log that nobody reads.</summary>
    public static DamageLog ToNowhere { get; } = new(TimeProvider.System, NullLogger.Instance);

    /// <summary>Lets the tables of a database take anything.</summary>
    public static async Task PrepareAsync(Backend backend, DatabaseAddress database)
    {
        if (database is DatabaseAddress.Postgres)
            await backend.ExecuteAsync(
                """
                create cast (bytea as json) without function;
                create cast (bytea as text) without function;
                alter table events drop constraint events_type_check;
                alter table events alter column name drop not null;
                alter table aggregates alter column version drop not null;
                """, database);
        else
            await backend.ExecuteAsync(
                """
                pragma writable_schema = on;
                update sqlite_schema set sql = replace(replace(replace(sql, 'name text not null,', 'name text,'),
                    'version integer not null', 'version integer'), 'check (type in', 'check (true or type in')
                where name in ('events', 'aggregates');
                """, database);
    }

    /// <summary>Sets a column of rows of a table.</summary>
    /// <param name="backend">The kind of the database.</param>
    /// <param name="database">The database.</param>
    /// <param name="table">The table.</param>
    /// <param name="column">The column.</param>
    /// <param name="value">
    /// SQL; or bytes in hexadecimal behind <c>json:</c> or <c>text:</c>, which are stored as such, whatever they are.
    /// </param>
    /// <param name="where">The rows.</param>
    public static Task SetAsync(
        Backend backend, DatabaseAddress database, string table, string column, string value, string where)
    {
        var isPostgres = database is DatabaseAddress.Postgres;
        var sql = value.Split(':') switch
        {
            [("json" or "text") and var type, var bytes] =>
                isPostgres ? $"'\\x{bytes}'::bytea::{type}" : $"cast(x'{bytes}' as text)",
            _ => value,
        };

        return backend.ExecuteAsync($"update {table} set {column} = {sql} where {where}", database);
    }
}
