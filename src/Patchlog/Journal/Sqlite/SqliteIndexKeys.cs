using System.Collections.Frozen;
using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// The indexes that are declared, complete or not: whoever writes a state writes the keys of it, in the same
/// transaction. Known in memory, since no other process writes to the file. Thread-safe.
/// </summary>
sealed class SqliteIndexKeys
{
    volatile FrozenDictionary<TargetName, ImmutableArray<SqliteIndex>> _declared =
        FrozenDictionary<TargetName, ImmutableArray<SqliteIndex>>.Empty;

    /// <summary>The declared indexes of a type.</summary>
    public ImmutableArray<SqliteIndex> Of(TargetName targetName) =>
        _declared.TryGetValue(targetName, out var indexes) ? indexes : [];

    /// <summary>Reads the declared indexes again; by the one who writes, before the next state is written.</summary>
    public void Read(SqliteSession session)
    {
        List<(TargetName TargetName, SqliteIndex Index)> declared = [];
        using var row = session[SqliteSql.Indexes];
        while (row.Step())
            declared.Add((TargetName.Trusted(row.ReadText(1)), SqliteIndex.Of(row.ReadNumber(0), row.ReadText(2))));

        _declared = declared
            .GroupBy(item => item.TargetName, item => item.Index)
            .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray());
    }

    /// <summary>Writes the keys of a state.</summary>
    /// <param name="session">The connection that writes, in the transaction that writes the state.</param>
    /// <param name="key">The aggregate.</param>
    /// <param name="body">The state's body; null if it is deleted.</param>
    public void Write(SqliteSession session, AggregateKey key, JsonObject? body)
    {
        foreach (var index in Of(key.TargetName))
            Write(session, index, key.Tenant, key.TargetId.Value, body);
    }

    /// <summary>Writes the key of a state in one index.</summary>
    public static void Write(SqliteSession session, SqliteIndex index, Tenant tenant, string id, JsonObject? body)
    {
        if (body is null)
            session[SqliteSql.RemoveKey].Number(index.Number).Text(tenant.Value).Text(id).Execute();
        else
            session[SqliteSql.PutKey]
                .Number(index.Number).Text(tenant.Value).Text(id).Text(index.KeyOf(body)).Execute();
    }
}
