using System.Collections.Immutable;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// What is declared unique. Known in memory, since no other process writes to the file; whoever changes it reads it
/// again, in the same turn. Thread-safe.
/// </summary>
sealed class SqliteDeclarations
{
    volatile UniqueDeclarations _maintained = UniqueDeclarations.None;

    /// <summary>What appends have to know of it.</summary>
    public UniqueDeclarations Maintained => _maintained;

    /// <summary>Reads it again; by the one who writes, before the next state is written.</summary>
    public void Read(SqliteSession session) => _maintained = new(List(session));

    /// <summary>All declarations, by type and paths.</summary>
    public static ImmutableArray<StoredDeclaration> List(SqliteSession session)
    {
        var stored = ImmutableArray.CreateBuilder<StoredDeclaration>();
        using var row = session[SqliteSql.Declarations];
        while (row.Step())
            stored.Add(StoredDeclaration.Read(
                row.ReadNumber(0), row.ReadText(1), row.ReadText(2), row.ReadText(3), row.ReadNumber(4) != 0));

        return stored.ToImmutable();
    }
}
