using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// The keys of one batch of one tenant: judged entry by entry on what the admitted ones before have left, and written
/// when all are judged. What <c>patchlog.judge</c> and <c>patchlog.put_keys</c> are in PostgreSQL. For one caller.
/// </summary>
/// <param name="session">The connection that writes, in the transaction of the batch.</param>
/// <param name="declarations">What is declared unique.</param>
/// <param name="tenant">The owner.</param>
sealed class SqliteBatchKeys(SqliteSession session, UniqueDeclarations declarations, Tenant tenant)
{
    readonly ImmutableArray<UniqueViolation>.Builder _violations = ImmutableArray.CreateBuilder<UniqueViolation>();

    // What the admitted entries leave: the key of each document that they change, null for none, and who has each key.
    readonly Dictionary<(long Number, AggregateId Id), byte[]?> _changed = [];
    readonly Dictionary<(long Number, UInt128 High, UInt128 Low), AggregateId> _holders = [];

    /// <summary>Why entries are not unique, in order.</summary>
    public ImmutableArray<UniqueViolation> Violations => _violations.ToImmutable();

    /// <summary>Takes an entry that is admitted but for its keys; false if one of them is another document's.</summary>
    /// <param name="append">The entry.</param>
    /// <param name="index">Its index in the batch.</param>
    public bool TryTake(Append append, int index)
    {
        var stored = declarations.Of(append);
        if (stored.IsEmpty)
            return true;

        var id = append.Command.Target.TargetId;
        var before = _violations.Count;
        List<byte[]?> keys = [];
        foreach (var one in stored)
            keys.Add(UniqueDigest.Of(one.Declaration, append.BodyAfter));

        for (var i = 0; i < stored.Length; i++)
            if (stored[i].IsEnforced && keys[i] is { } key && FindHolder(stored[i].Number, key, id) is { } holder)
                _violations.Add(new(index, stored[i].Declaration, holder));

        if (_violations.Count > before)
            return false;

        if (append.Kind == AppendKind.Trial)
            return true;

        for (var i = 0; i < stored.Length; i++)
            Take(stored[i].Number, id, keys[i]);

        return true;
    }

    /// <summary>Writes what the admitted entries leave.</summary>
    public void Write()
    {
        foreach (var ((number, id), key) in _changed)
            Write(session, number, tenant, id, key);
    }

    /// <summary>Writes the key of a document, or removes it.</summary>
    public static void Write(SqliteSession session, long number, Tenant tenant, AggregateId id, byte[]? key)
    {
        if (key is null)
            session[SqliteSql.RemoveUniqueKey].Text(tenant.Value).Number(number).Text(id.Value).Execute();
        else
            session[SqliteSql.PutUniqueKey].Text(tenant.Value).Number(number).Text(id.Value).Bytes(key).Execute();
    }

    /// <summary>Who has a key, beside a document.</summary>
    AggregateId? FindHolder(long number, byte[] key, AggregateId own)
    {
        if (_holders.TryGetValue(NameOf(number, key), out var holder))
            return holder == own ? null : holder;

        using var row = session[SqliteSql.FindHolder]
            .Text(tenant.Value).Number(number).Bytes(key).Text(own.Value);
        while (row.Step())
        {
            // Whoever is changed by the batch has what the batch has left.
            var stored = AggregateId.Trusted(row.ReadText(0));
            if (!_changed.ContainsKey((number, stored)))
                return stored;
        }

        return null;
    }

    void Take(long number, AggregateId id, byte[]? key)
    {
        if (_changed.TryGetValue((number, id), out var before) && before is not null
            && _holders.TryGetValue(NameOf(number, before), out var holder) && holder == id)
            _holders.Remove(NameOf(number, before));

        _changed[(number, id)] = key;
        if (key is not null)
            _holders[NameOf(number, key)] = id;
    }

    static (long, UInt128, UInt128) NameOf(long number, byte[] key) => (
        number, BinaryPrimitives.ReadUInt128BigEndian(key),
        BinaryPrimitives.ReadUInt128BigEndian(key.AsSpan(16)));
}
