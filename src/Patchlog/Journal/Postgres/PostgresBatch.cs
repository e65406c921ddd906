using Npgsql;
using NpgsqlTypes;

namespace Patchlog.Journal.Postgres;

/// <summary>A batch as the arrays of <c>patchlog.append</c>: one row per event, or per command without one.</summary>
sealed class PostgresBatch
{
    const int None = -1;

    readonly short[] _kinds;
    readonly string[] _commandIds;
    readonly int[] _ordinals;
    readonly byte[][] _digests;
    readonly string[] _targetNames;
    readonly string[] _targetIds;
    readonly long?[] _expected;
    readonly long[] _versions;
    readonly string?[] _types;
    readonly string?[] _names;
    readonly string?[] _actors;
    readonly string?[] _bundles;
    readonly byte[]?[] _bodies;
    readonly byte[]?[] _data;
    readonly byte[]?[] _contexts;
    readonly byte[]?[] _states;
    readonly bool[] _snapshots;
    readonly int?[] _steps;
    readonly bool[] _latest;
    bool _isIrregular;

    /// <summary>For each entry of the batch, its first row.</summary>
    readonly int[] _firstRows;

    public PostgresBatch(IReadOnlyList<Append> batch)
    {
        var rows = batch.Sum(append => Math.Max(1, append.Events.Length));
        _kinds = new short[rows];
        _commandIds = new string[rows];
        _ordinals = new int[rows];
        _digests = new byte[rows][];
        _targetNames = new string[rows];
        _targetIds = new string[rows];
        _expected = new long?[rows];
        _versions = new long[rows];
        _types = new string?[rows];
        _names = new string?[rows];
        _actors = new string?[rows];
        _bundles = new string?[rows];
        _bodies = new byte[]?[rows];
        _data = new byte[]?[rows];
        _contexts = new byte[]?[rows];
        _states = new byte[]?[rows];
        _snapshots = new bool[rows];
        _steps = new int?[rows];
        _latest = new bool[rows];
        _firstRows = new int[batch.Count];

        var row = 0;
        for (var entry = 0; entry < batch.Count; entry++)
        {
            _firstRows[entry] = row;
            row = Add(batch[entry], row);
        }
        CountSteps();
    }

    int Add(Append append, int row)
    {
        var command = append.Command;
        var digest = command.Digest.ToBytes();
        var rows = Math.Max(1, append.Events.Length);
        for (var i = 0; i < rows; i++, row++)
        {
            var isFirst = i == 0;
            _kinds[row] = (short)append.Kind;
            _commandIds[row] = command.Id.Value;
            _ordinals[row] = i + 1;
            _digests[row] = digest;
            _targetNames[row] = command.Target.TargetName.Value;
            _targetIds[row] = command.Target.TargetId.Value;
            _expected[row] = isFirst && !append.IsChained ? append.Expected.Number : null;
            if (append.Events.IsEmpty)
                _versions[row] = append.Expected.Number;
            else
                AddEvent(append, append.Events[i], isLast: i == rows - 1, row);
        }
        return row;
    }

    void AddEvent(Append append, EventDraft draft, bool isLast, int row)
    {
        var command = append.Command;
        _versions[row] = draft.Version.Number;
        _types[row] = draft.Type.ToName();
        _names[row] = draft.Name;
        _actors[row] = command.Actor;
        _bundles[row] = append.Bundle;
        _data[row] = draft.Data?.ToUtf8Bytes();
        _contexts[row] = command.Context?.ToUtf8Bytes();
        // A creation's body is the state after it: it travels once.
        if (!(isLast && draft.Type == EventType.Create))
            _bodies[row] = draft.Body?.ToUtf8Bytes();
        if (!isLast)
            return;
        _states[row] = append.BodyAfter?.ToUtf8Bytes();
        _snapshots[row] = append.IsSnapshot;
    }

    /// <summary>Says in advance what holds if nothing is refused, so that the function need not find it out.</summary>
    void CountSteps()
    {
        HashSet<string> commandIds = new(_kinds.Length);
        Dictionary<(string, string), int> lastEvents = new(_kinds.Length);
        var step = 0;
        for (var row = 0; row < _kinds.Length; row++)
        {
            var target = (_targetNames[row], _targetIds[row]);
            var isFirst = lastEvents.TryAdd(target, None);
            _isIrregular |= isFirst == _expected[row] is null;
            _isIrregular |= _ordinals[row] == 1 && !commandIds.Add(_commandIds[row]);
            if (_types[row] is null)
                continue;
            _steps[row] = ++step;
            lastEvents[target] = row;
        }
        foreach (var row in lastEvents.Values)
            if (row != None)
                _latest[row] = true;
    }

    /// <summary>Binds the arrays to the parameters of <c>append.sql</c>.</summary>
    public void BindTo(NpgsqlParameterCollection parameters, Tenant tenant)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant.Value, NpgsqlDbType = NpgsqlDbType.Text });
        Add(_kinds, NpgsqlDbType.Smallint);
        Add(_commandIds, NpgsqlDbType.Text);
        Add(_ordinals, NpgsqlDbType.Integer);
        Add(_digests, NpgsqlDbType.Bytea);
        Add(_targetNames, NpgsqlDbType.Text);
        Add(_targetIds, NpgsqlDbType.Text);
        Add(_expected, NpgsqlDbType.Bigint);
        Add(_versions, NpgsqlDbType.Bigint);
        Add(_types, NpgsqlDbType.Text);
        Add(_names, NpgsqlDbType.Text);
        Add(_actors, NpgsqlDbType.Text);
        Add(_bundles, NpgsqlDbType.Text);
        Add(_bodies, NpgsqlDbType.Json);
        Add(_data, NpgsqlDbType.Json);
        Add(_contexts, NpgsqlDbType.Json);
        Add(_states, NpgsqlDbType.Json);
        Add(_snapshots, NpgsqlDbType.Boolean);
        Add(_steps, NpgsqlDbType.Integer);
        Add(_latest, NpgsqlDbType.Boolean);
        parameters.Add(
            new NpgsqlParameter<bool> { TypedValue = _isIrregular, NpgsqlDbType = NpgsqlDbType.Boolean });

        // An array without a value travels as null: unnest pads it with nulls, and nobody need unpack it.
        void Add<T>(T[] values, NpgsqlDbType type) => parameters.Add(
            Array.TrueForAll(values, value => value is null)
                ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | type }
                : new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
    }

    /// <summary>Translates the function's 1-based rows into what became of each entry; null means all.</summary>
    public AppendedEntry[] Read(int[]? admitted, int[]? known)
    {
        var entries = new AppendedEntry[_firstRows.Length];
        if (admitted is null)
            Array.Fill(entries, AppendedEntry.Admitted);
        foreach (var (rows, what) in new[] { (admitted ?? [], AppendedEntry.Admitted), (known ?? [], AppendedEntry.Known) })
        {
            foreach (var row in rows)
            {
                var entry = Array.BinarySearch(_firstRows, row - 1);
                if (entry >= 0)
                    entries[entry] = what;
            }
        }
        return entries;
    }
}
