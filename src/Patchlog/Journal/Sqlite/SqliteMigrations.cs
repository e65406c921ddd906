using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Patchlog.Journal.Sqlite;

/// <summary>Brings a database to the tables of this version. Forward only; all or nothing.</summary>
static class SqliteMigrations
{
    const string Prepare = """
        create table if not exists migrations (
            number integer primary key, name text not null,
            applied_at text not null default (strftime('%Y-%m-%dT%H:%M:%fZ'))) strict
        """;

    /// <summary>Applies what is missing; answers the names of what was applied.</summary>
    /// <exception cref="InvalidDataException">The database belongs to a newer version of the program.</exception>
    public static IReadOnlyList<string> Apply(SqliteConnection connection, Sql sql)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        SqliteSettings.Run(connection, Prepare);
        var reached = int.Parse(
            SqliteSettings.Read(connection, "select coalesce(max(number), 0) from migrations") ?? "0",
            CultureInfo.InvariantCulture);
        if (reached > sql.Migrations.Count)
            throw new InvalidDataException(
                $"The database is at migration {reached}, this program knows {sql.Migrations.Count}: it was written by "
                + "a newer version of Patchlog. Start that version, or a newer one.");

        List<string> applied = [];
        foreach (var (number, name, text) in sql.Migrations.Skip(reached))
        {
            SqliteSettings.Run(connection, text);
            using var record = connection.CreateCommand();
            record.CommandText = "insert into migrations (number, name) values ($number, $name)";
            record.Parameters.AddWithValue("$number", number);
            record.Parameters.AddWithValue("$name", name);
            record.ExecuteNonQuery();
            applied.Add(name);
        }
        transaction.Commit();
        return applied;
    }
}
