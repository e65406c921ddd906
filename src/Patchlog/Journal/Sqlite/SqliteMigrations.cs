using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Patchlog.Journal.Sqlite;

/// <summary>Brings a database to the tables of this version. Forward only; all or nothing.</summary>
static class SqliteMigrations
{
    /// <summary>Applies the missing migrations; answers their names.</summary>
    /// <exception cref="InvalidDataException">The database belongs to a newer version of the program.</exception>
    public static IReadOnlyList<string> Apply(SqliteConnection connection, Sql sql)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        SqliteSettings.Run(connection, sql[SqliteSql.PrepareMigrations]);

        var reached = int.Parse(
            SqliteSettings.Read(connection, sql[SqliteSql.LastMigration]) ?? "0", CultureInfo.InvariantCulture);
        if (reached > sql.Migrations.Length)
            throw new InvalidDataException(
                $"The database is at migration {reached}, this program knows {sql.Migrations.Length}: a newer version "
                + "of Patchlog wrote to it. Start that version, or a newer one.");

        List<string> applied = [];
        foreach (var migration in sql.Migrations.Skip(reached))
        {
            SqliteSettings.Run(connection, migration.Text);

            using var note = connection.CreateCommand();
            note.CommandText = sql[SqliteSql.AddMigration];
            note.Parameters.AddWithValue("$number", migration.Number);
            note.Parameters.AddWithValue("$name", migration.Name);
            note.ExecuteNonQuery();
            applied.Add(migration.Name);
        }

        transaction.Commit();
        return applied;
    }
}
