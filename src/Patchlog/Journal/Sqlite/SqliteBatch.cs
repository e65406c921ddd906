using System.Collections.Immutable;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// One batch of one tenant, row by row, inside a transaction that is the caller's: what <c>patchlog.append</c> is in
/// PostgreSQL, and with the same answers.
/// </summary>
sealed class SqliteBatch(
    SqliteSession session, SqliteIndexKeys keys, UniqueDeclarations declarations, Tenant tenant, DateTimeOffset now)
{
    readonly SqliteBatchKeys _uniqueKeys = new(session, declarations, tenant);
    readonly HashSet<CommandId> _ids = [];
    readonly Dictionary<AggregateKey, Chain> _chains = [];
    Position _head;
    long _position;
    EventDigest _digest;
    DateTimeOffset _time;

    /// <exception cref="HeadGoneException">The database lost what the batch rests on.</exception>
    public AppendResult Append(IReadOnlyList<Append> batch, Head known)
    {
        ReadHead(known);

        // First all are judged, then the first is written: what the database says is what was there before the batch.
        var entries = ImmutableArray.CreateBuilder<AppendedEntry>(batch.Count);
        foreach (var append in batch)
            entries.Add(Judge(append, entries.Count));

        for (var i = 0; i < batch.Count; i++)
            if (entries[i] == AppendedEntry.Admitted)
                Write(batch[i]);

        WriteStates();
        _uniqueKeys.Write();
        if (_head == Position.Start && _position > 0)
            session[SqliteSql.AddTenant].Text(tenant.Value).Execute();

        return new(batch, _head, _time, entries.MoveToImmutable())
        {
            DigestAfter = _digest,
            Clock = now,
            Violations = _uniqueKeys.Violations,
        };
    }

    void ReadHead(Head known)
    {
        _time = Microseconds.ToTime(Microseconds.Of(now));

        var (head, last) = SqliteHeads.Find(session, tenant);
        if (SqliteHeads.IsGone(session, new(tenant, known), head))
            throw new HeadGoneException(tenant);

        (_head, _position, _digest) = (head.Position, head.Position.Number, head.Digest);
        if (last > _time)
            _time = last;
    }

    AppendedEntry Judge(Append append, int index)
    {
        var command = append.Command;
        var isRepeated = !_ids.Add(command.Id);
        var (isKnown, version) = LookUp(command);
        var areMet = AreMet(append.Conditions);

        // Only the first entry of an aggregate stands on the database; the others stand on the one before them.
        var isFirst = !_chains.TryGetValue(command.Target, out var chain);
        if (chain is null)
            _chains.Add(command.Target, chain = new() { Version = version });

        if (isKnown || isRepeated || !areMet || append.IsChained == isFirst || (isFirst && append.Expected != version))
            chain.IsBroken = true;

        if (isKnown || chain.IsBroken)
            return isKnown ? AppendedEntry.Known : AppendedEntry.Refused;

        if (!_uniqueKeys.TryTake(append, index))
        {
            chain.IsBroken = true;
            return AppendedEntry.NotUnique;
        }

        if (append.Kind == AppendKind.Events)
            chain.Version = append.VersionAfter;

        return AppendedEntry.Admitted;
    }

    (bool IsKnown, Version Version) LookUp(Command command)
    {
        using var row = session[SqliteSql.Judge]
            .Text(tenant.Value).Text(command.Id.Value)
            .Text(command.Target.TargetName.Value).Text(command.Target.TargetId.Value);
        row.Step();

        return (row.ReadNumber(0) != 0, new(row.ReadNumber(1)));
    }

    /// <summary>Whether conditions hold after what the admitted entries so far have done.</summary>
    bool AreMet(ImmutableArray<Condition> conditions)
    {
        foreach (var (key, version) in conditions)
            if (VersionOf(key) != version)
                return false;

        return true;
    }

    Version VersionOf(AggregateKey key)
    {
        if (_chains.TryGetValue(key, out var chain))
            return chain.Version;

        using var row = session[SqliteSql.Version]
            .Text(tenant.Value).Text(key.TargetName.Value).Text(key.TargetId.Value);

        return row.Step() ? new(row.ReadNumber(0)) : Version.None;
    }

    void Write(Append append)
    {
        var command = append.Command;
        switch (append.Kind)
        {
            case AppendKind.Check or AppendKind.Trial:
                break;

            case AppendKind.Unchanged:
                session[SqliteSql.InsertUnchanged]
                    .Text(tenant.Value).Text(command.Id.Value).Bytes(command.Digest.ToBytes())
                    .Text(command.Target.TargetName.Value).Text(command.Target.TargetId.Value)
                    .Number(append.Expected.Number).Time(_time).Execute();
                break;

            case AppendKind.Events:
                WriteEvents(append);
                break;
        }

        foreach (var effect in append.Effects)
            session.EffectOf(effect.Kind).Text(tenant.Value).Time(_time).Json(effect.Payload).Execute();
    }

    void WriteEvents(Append append)
    {
        var command = append.Command;
        for (var i = 0; i < append.Events.Length; i++)
            WriteEvent(append, append.Events[i], ordinal: i + 1);

        _chains[command.Target].Last = append;
        if (append.IsSnapshot)
            session[SqliteSql.InsertSnapshot]
                .Text(tenant.Value)
                .Text(command.Target.TargetName.Value).Text(command.Target.TargetId.Value)
                .Number(append.VersionAfter.Number).Time(_time).Json(append.BodyAfter).Execute();
    }

    void WriteEvent(Append append, EventDraft draft, int ordinal)
    {
        var command = append.Command;
        var (body, data, context) =
            (draft.Body?.ToUtf8Bytes(), draft.Data?.ToUtf8Bytes(), command.Context?.ToUtf8Bytes());
        var (reads, asked, rules) = (
            append.Reads?.ToUtf8Bytes(), append.AskedOf(ordinal)?.ToUtf8Bytes(),
            append.RulesOf(ordinal)?.ToUtf8Bytes());
        var texts = new EventTexts
        {
            Body = body,
            Data = data,
            Reads = reads,
            Asked = asked,
            Rules = rules,
            Context = context,
        };

        _position++;
        _digest = EventDigest.Of(append.ContentOf(draft, ordinal, texts).ToDigest(), new(_position), _time);

        session[SqliteSql.InsertEvent]
            .Text(tenant.Value).Number(_position)
            .Text(command.Target.TargetName.Value).Text(command.Target.TargetId.Value).Number(draft.Version.Number)
            .Text(draft.Type.ToName()).Text(draft.Name).Time(_time)
            .Text(command.Id.Value).Number(ordinal).Bytes(command.Digest.ToBytes()).Bytes(_digest.ToBytes())
            .Text(command.Actor).Text(append.Bundle)
            .Utf8(body).Utf8(data).Utf8(context).Time(command.ReceivedAt).Utf8(reads).Utf8(asked).Utf8(rules)
            .Number(command.Depth == 0 ? null : command.Depth)
            .Execute();
    }

    /// <summary>Of several entries of one aggregate only the last one's state is written.</summary>
    void WriteStates()
    {
        foreach (var (key, chain) in _chains)
        {
            if (chain.Last is not { } last)
                continue;

            session[SqliteSql.PutState]
                .Text(tenant.Value).Text(key.TargetName.Value).Text(key.TargetId.Value)
                .Number(last.VersionAfter.Number).Time(_time).Json(last.BodyAfter).Execute();
            keys.Write(session, key, last.BodyAfter);
        }
    }

    /// <summary>The entries of one aggregate so far.</summary>
    sealed class Chain
    {
        /// <summary>One of the entries was not admitted: none after it is.</summary>
        public bool IsBroken { get; set; }

        /// <summary>The version that the admitted entries lead to.</summary>
        public required Version Version { get; set; }

        /// <summary>The last entry that was admitted with events.</summary>
        public Append? Last { get; set; }
    }
}
