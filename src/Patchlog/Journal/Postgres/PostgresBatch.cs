using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// A batch as the arrays of <c>patchlog.append</c>. The rows are one per event, or per entry without one. For one
/// caller.
/// </summary>
/// <param name="columns">Gets the columns, in the order of the function's parameters.</param>
/// <param name="declarations">What is declared unique.</param>
/// <param name="entries">The number of entries.</param>
sealed class PostgresBatch(BatchColumns columns, PostgresDeclarations declarations, int entries)
{
    const int None = -1;

    readonly Column<short> _kinds = columns.PerRow<short>("p_kinds", NpgsqlDbType.Smallint);
    readonly Column<string> _commandIds = columns.PerRow<string>("p_command_ids", NpgsqlDbType.Text);
    readonly Column<int> _ordinals = columns.PerRow<int>("p_ordinals", NpgsqlDbType.Integer);
    readonly Column<byte[]> _commandDigests = columns.PerRow<byte[]>("p_command_digests", NpgsqlDbType.Bytea);
    readonly Column<byte[]> _contents = columns.PerRow<byte[]>("p_contents", NpgsqlDbType.Bytea);
    readonly Column<string> _targetNames = columns.PerRow<string>("p_target_names", NpgsqlDbType.Text);
    readonly Column<string> _targetIds = columns.PerRow<string>("p_target_ids", NpgsqlDbType.Text);
    readonly Column<long?> _expected = columns.PerRow<long?>("p_expected", NpgsqlDbType.Bigint);
    readonly Column<long> _versions = columns.PerRow<long>("p_versions", NpgsqlDbType.Bigint);
    readonly Column<string> _types = columns.PerRow<string>("p_types", NpgsqlDbType.Text);
    readonly Column<string> _names = columns.PerRow<string>("p_names", NpgsqlDbType.Text);
    readonly Column<string> _actors = columns.PerRow<string>("p_actors", NpgsqlDbType.Text);
    readonly Column<string> _bundles = columns.PerRow<string>("p_bundles", NpgsqlDbType.Text);
    readonly Column<byte[]> _bodies = columns.PerRow<byte[]>("p_bodies", NpgsqlDbType.Json);
    readonly Column<byte[]> _data = columns.PerRow<byte[]>("p_data", NpgsqlDbType.Json);
    readonly Column<byte[]> _contexts = columns.PerRow<byte[]>("p_contexts", NpgsqlDbType.Json);
    readonly Column<DateTime> _received = columns.PerRow<DateTime>("p_received", NpgsqlDbType.TimestampTz);
    readonly Column<byte[]> _reads = columns.PerRow<byte[]>("p_reads", NpgsqlDbType.Json);
    readonly Column<byte[]> _asked = columns.PerRow<byte[]>("p_asked", NpgsqlDbType.Json);
    readonly Column<byte[]> _rules = columns.PerRow<byte[]>("p_rules", NpgsqlDbType.Json);
    readonly Column<int?> _depths = columns.PerRow<int?>("p_depths", NpgsqlDbType.Integer);
    readonly Column<byte[]> _states = columns.PerRow<byte[]>("p_states", NpgsqlDbType.Json);
    readonly Column<bool> _snapshots = columns.PerRow<bool>("p_snapshots", NpgsqlDbType.Boolean);
    readonly Column<int?> _steps = columns.PerRow<int?>("p_steps", NpgsqlDbType.Integer);
    readonly Column<bool> _latest = columns.PerRow<bool>("p_latest", NpgsqlDbType.Boolean);

    readonly Column<int> _conditionRows = columns.PerCondition<int>("p_condition_rows", NpgsqlDbType.Integer);
    readonly Column<string> _conditionNames = columns.PerCondition<string>("p_condition_names", NpgsqlDbType.Text);
    readonly Column<string> _conditionIds = columns.PerCondition<string>("p_condition_ids", NpgsqlDbType.Text);
    readonly Column<long> _conditionVersions = columns.PerCondition<long>("p_condition_versions", NpgsqlDbType.Bigint);
    readonly Column<int?> _conditionAfter = columns.PerCondition<int?>("p_condition_after", NpgsqlDbType.Integer);

    readonly Column<int> _effectRows = columns.PerEffect<int>("p_effect_rows", NpgsqlDbType.Integer);
    readonly Column<string> _effectKinds = columns.PerEffect<string>("p_effect_kinds", NpgsqlDbType.Text);
    readonly Column<byte[]> _effectValues = columns.PerEffect<byte[]>("p_effect_values", NpgsqlDbType.Json);

    readonly KeyColumns? _keys = columns.IsPlain ? null : new(columns, declarations.Maintained);

    /// <summary>For each entry of the batch, its first row.</summary>
    readonly int[] _firstRows = new int[entries];

    int _conditions, _effects;
    bool _isIrregular;

    /// <summary>The statement that appends the batch.</summary>
    public string Statement => columns.IsPlain ? PostgresSql.AppendPlain : PostgresSql.Append;

    /// <summary>The statement's parameters as the function declares them, in order.</summary>
    public IEnumerable<string> Declarations =>
    [
        "p_tenant text", "p_head bigint", "p_head_digest bytea", "p_deadline timestamp with time zone",
        "p_revision uuid", "p_is_irregular boolean", .. columns.All.Select(column => $"{column}"),
    ];

    /// <summary>Lays a batch out.</summary>
    /// <param name="batch">The entries.</param>
    /// <param name="declarations">What is declared unique, as far as it is known.</param>
    public static PostgresBatch Of(IReadOnlyList<Append> batch, PostgresDeclarations declarations)
    {
        int rows = 0, conditions = 0, effects = 0, keys = 0;
        foreach (var append in batch)
        {
            rows += Math.Max(1, append.Events.Length);
            conditions += append.Conditions.Length;
            effects += append.Effects.Length;
            keys += declarations.Maintained.Of(append).Length;
        }

        var laidOut = new PostgresBatch(new(rows, conditions, effects, keys), declarations, batch.Count);
        laidOut.AddAll(batch);

        return laidOut;
    }

    /// <summary>Binds the arrays to the parameters of <see cref="Statement"/>.</summary>
    public void BindTo(NpgsqlParameterCollection parameters, Tenant tenant, in AppendFence fence)
    {
        parameters.Add(PostgresParameters.Text(tenant.Value));
        parameters.Add(PostgresParameters.Number(fence.Known.Position.Number));
        parameters.Add(PostgresParameters.Bytes(fence.Known.Digest.ToBytes()));
        parameters.Add(PostgresParameters.Time(fence.Deadline.UtcDateTime));
        parameters.Add(PostgresParameters.Uuid(declarations.Revision));
        parameters.Add(
            new NpgsqlParameter<bool> { TypedValue = _isIrregular, NpgsqlDbType = NpgsqlDbType.Boolean });

        foreach (var column in columns.All)
            parameters.Add(column.ToParameter());
    }

    /// <summary>Translates the function's 1-based rows into what became of each entry.</summary>
    /// <param name="admitted">The rows that were admitted; null for all.</param>
    /// <param name="known">The rows whose command is known; null for none.</param>
    /// <param name="violations">Why entries are not unique.</param>
    public ImmutableArray<AppendedEntry> Read(
        int[]? admitted, int[]? known, ImmutableArray<UniqueViolation> violations)
    {
        var answers = ImmutableArray.CreateBuilder<AppendedEntry>(entries);
        answers.Count = entries;

        if (admitted is null)
            for (var entry = 0; entry < entries; entry++)
                answers[entry] = AppendedEntry.Admitted;
        else
            Mark(admitted, AppendedEntry.Admitted);

        Mark(known ?? [], AppendedEntry.Known);
        foreach (var violation in violations)
            answers[violation.Entry] = AppendedEntry.NotUnique;

        return answers.MoveToImmutable();

        void Mark(int[] rows, AppendedEntry answer)
        {
            foreach (var row in rows)
                if (Array.BinarySearch(_firstRows, row - 1) is >= 0 and var entry)
                    answers[entry] = answer;
        }
    }

    /// <summary>Translates the keys that are taken; see <see cref="KeyColumns.Read"/>.</summary>
    public ImmutableArray<UniqueViolation> ReadViolations(int[]? taken, string[]? holders) =>
        _keys?.Read(taken, holders) ?? [];

    void AddAll(IReadOnlyList<Append> batch)
    {
        var row = 0;
        for (var entry = 0; entry < entries; entry++)
        {
            _firstRows[entry] = row;
            AddEffects(batch[entry], row);
            _keys?.Add(batch[entry], entry, row);
            row = Add(batch[entry], row);
        }

        _isIrregular = _keys is { IsIrregular: true };
        CountSteps(batch);
    }

    int Add(Append append, int row)
    {
        var command = append.Command;
        var digest = command.Digest.ToBytes();
        var rows = Math.Max(1, append.Events.Length);
        for (var i = 0; i < rows; i++, row++)
        {
            _kinds[row] = (short)append.Kind;
            _commandIds[row] = command.Id.Value;
            _ordinals[row] = i + 1;
            _commandDigests[row] = digest;
            _targetNames[row] = command.Target.TargetName.Value;
            _targetIds[row] = command.Target.TargetId.Value;
            _expected[row] = i == 0 && !append.IsChained ? append.Expected.Number : null;

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

        var (data, context) = (draft.Data?.ToUtf8Bytes(), command.Context?.ToUtf8Bytes());
        (_data[row], _contexts[row]) = (data, context);

        var (reads, asked, rules) = (
            append.Reads?.ToUtf8Bytes(), append.AskedOf(_ordinals[row])?.ToUtf8Bytes(),
            append.RulesOf(_ordinals[row])?.ToUtf8Bytes());
        (_reads[row], _asked[row], _rules[row]) = (reads, asked, rules);
        _received[row] = command.ReceivedAt.UtcDateTime;
        if (command.Depth > 0)
            _depths[row] = command.Depth;

        var state = isLast ? append.BodyAfter?.ToUtf8Bytes() : null;
        _states[row] = state;
        if (isLast && append.IsSnapshot)
            _snapshots[row] = true;

        // A creation's body is the state after it: it travels once.
        var isState = isLast && draft.Type == EventType.Create;
        var body = isState ? state : draft.Body?.ToUtf8Bytes();
        if (!isState)
            _bodies[row] = body;

        var texts = new EventTexts
        {
            Body = body,
            Data = data,
            Reads = reads,
            Asked = asked,
            Rules = rules,
            Context = context,
        };
        _contents[row] = append.ContentOf(draft, _ordinals[row], texts).ToDigest();
    }

    void AddEffects(Append append, int row)
    {
        foreach (var effect in append.Effects)
        {
            _effectRows[_effects] = row + 1;
            _effectKinds[_effects] = effect.Kind;
            _effectValues[_effects] = effect.Payload.ToUtf8Bytes();
            _effects++;
        }
    }

    /// <summary>Says in advance what holds if nothing is refused, so that the function need not find it out.</summary>
    void CountSteps(IReadOnlyList<Append> batch)
    {
        HashSet<string> commandIds = new(entries);
        Dictionary<(string, string), LastRows> targets = new(entries);
        var step = 0;
        for (var entry = 0; entry < entries; entry++)
        {
            var append = batch[entry];
            var key = (append.Command.Target.TargetName.Value, append.Command.Target.TargetId.Value);
            AddConditions(append, _firstRows[entry], targets);

            var isFirst = !targets.TryGetValue(key, out var last);
            _isIrregular |= isFirst == append.IsChained;
            _isIrregular |= !commandIds.Add(append.Command.Id.Value);

            var row = _firstRows[entry] + Math.Max(0, append.Events.Length - 1);
            for (var i = 0; i < append.Events.Length; i++)
                _steps[_firstRows[entry] + i] = ++step;

            targets[key] = new(row, append.Events.IsEmpty ? isFirst ? None : last.Event : row);
        }

        foreach (var last in targets.Values)
            if (last.Event != None)
                _latest[last.Event] = true;
    }

    void AddConditions(Append append, int row, Dictionary<(string, string), LastRows> targets)
    {
        foreach (var (key, version) in append.Conditions)
        {
            _conditionRows[_conditions] = row + 1;
            _conditionNames[_conditions] = key.TargetName.Value;
            _conditionIds[_conditions] = key.TargetId.Value;
            _conditionVersions[_conditions] = version.Number;
            if (targets.TryGetValue((key.TargetName.Value, key.TargetId.Value), out var last))
                _conditionAfter[_conditions] = last.Any + 1;

            _conditions++;
        }
    }

    /// <summary>Where an aggregate comes last in the batch so far.</summary>
    /// <param name="Any">The last row.</param>
    /// <param name="Event">The last row with an event; <see cref="None"/> if there is none.</param>
    readonly record struct LastRows(int Any, int Event);
}
