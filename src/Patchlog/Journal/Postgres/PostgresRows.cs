using System.Globalization;
using Npgsql;
using Patchlog.Json;

namespace Patchlog.Journal.Postgres;

/// <summary>Rows of the tables as the kernel's words.</summary>
static class PostgresRows
{
    /// <summary>
    /// Reads the event whose columns begin at <paramref name="first"/>, in the order all statements share.
    /// </summary>
    /// <exception cref="JournalDamagedException">The row holds none.</exception>
    public static Event ReadEvent(NpgsqlDataReader reader, Tenant tenant, int first = 0)
    {
        try
        {
            return ParseEvent(reader, tenant, first);
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw Damaged(reader, tenant, first, failure);
        }
    }

    /// <summary>Reads an event as it is stored, with the digests after the shared columns.</summary>
    /// <exception cref="JournalDamagedException">The row can't hold an event.</exception>
    public static StoredEvent ReadStoredEvent(NpgsqlDataReader reader, Tenant tenant)
    {
        try
        {
            return new()
            {
                Key = new(tenant, TargetName.Trusted(reader.GetString(1)), AggregateId.Trusted(reader.GetString(2))),
                Version = new(reader.GetInt64(3)),
                Position = new(reader.GetInt64(0)),
                Time = ReadTime(reader, 6),
                Type = reader.GetString(4),
                Name = reader.GetString(5),
                CommandId = reader.GetString(7),
                Ordinal = reader.GetInt32(8),
                Actor = ReadText(reader, 9),
                Bundle = ReadText(reader, 10),
                Body = ReadBytes(reader, 11) ?? [],
                Data = ReadBytes(reader, 12) ?? [],
                Context = ReadBytes(reader, 13) ?? [],
                ReceivedAt = ReadTime(reader, 14),
                Reads = ReadBytes(reader, 15) ?? [],
                Asked = ReadBytes(reader, 16) ?? [],
                Rules = ReadBytes(reader, 17) ?? [],
                Depth = ReadDepth(reader, 18),
                CommandDigest = reader.GetFieldValue<byte[]>(19),
                Digest = reader.GetFieldValue<byte[]>(20),
            };
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw Damaged(reader, tenant, 0, failure);
        }
    }

    /// <summary>Adds the event of a row, its documents as they are.</summary>
    /// <exception cref="JournalDamagedException">The row holds none.</exception>
    public static void AddTo(FeedPageBuilder page, NpgsqlDataReader reader)
    {
        try
        {
            var commandId = reader.GetString(7);

            page.Add(
                new(reader.GetInt64(0), reader.GetString(5), reader.GetString(4), page.Tenant.Value,
                    reader.GetString(1), reader.GetString(2), reader.GetInt64(3), ReadTime(reader, 6), commandId,
                    reader.GetInt32(8), commandId, null, ReadText(reader, 9), ReadText(reader, 10),
                    ReadTime(reader, 14), ReadDepth(reader, 18)),
                new()
                {
                    Body = ReadBytes(reader, 11),
                    Data = ReadBytes(reader, 12),
                    Context = ReadBytes(reader, 13),
                    Reads = ReadBytes(reader, 15),
                    Asked = ReadBytes(reader, 16),
                    Rules = ReadBytes(reader, 17),
                });
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw Damaged(reader, page.Tenant, 0, failure);
        }
    }

    /// <summary>Reads version, created, updated and body, beginning at <paramref name="first"/>.</summary>
    /// <exception cref="JournalDamagedException">The row holds no state.</exception>
    public static AggregateState ReadState(NpgsqlDataReader reader, int first, AggregateKey key)
    {
        try
        {
            return ParseState(reader, first);
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw DamagedRow.OfState(key, failure);
        }
    }

    /// <summary>Reads the body of a state; null if it is deleted.</summary>
    /// <exception cref="JournalDamagedException">The row holds no state.</exception>
    public static JsonObject? ReadBody(NpgsqlDataReader reader, int column, AggregateKey key)
    {
        try
        {
            return DamagedRow.ObjectOf(ReadJson(reader, column), "body");
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw DamagedRow.OfState(key, failure);
        }
    }

    /// <summary>Reads the columns of <see cref="ReadState"/> as a kept state.</summary>
    /// <exception cref="JournalDamagedException">The row holds no state.</exception>
    public static AggregateState ReadKeptState(NpgsqlDataReader reader, AggregateKey key)
    {
        try
        {
            return ParseState(reader, 0);
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw DamagedRow.OfSnapshot(key, Shown(reader, 0), failure);
        }
    }

    /// <summary>Reads type, id, version, time and body.</summary>
    public static Snapshot ReadSnapshot(NpgsqlDataReader reader, Tenant tenant)
    {
        var key = new AggregateKey(
            tenant, TargetName.Trusted(reader.GetString(0)), AggregateId.Trusted(reader.GetString(1)));
        try
        {
            return new(
                key, new(DamagedRow.Positive(reader.GetInt64(2), "version")), ReadTime(reader, 3),
                DamagedRow.ObjectOf(ReadJson(reader, 4), "body"));
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw DamagedRow.OfSnapshot(key, Shown(reader, 2), failure);
        }
    }

    /// <summary>Reads digest, type, id, version and time of a command that changed nothing.</summary>
    /// <exception cref="JournalDamagedException">The row holds no outcome.</exception>
    public static StoredOutcome ReadUnchanged(NpgsqlDataReader reader, Tenant tenant, CommandId id)
    {
        try
        {
            return new(
                Digest.FromBytes(reader.GetFieldValue<byte[]>(1)),
                new(tenant, TargetName.Trusted(reader.GetString(2)), AggregateId.Trusted(reader.GetString(3))),
                new(reader.GetInt64(4)), ReadTime(reader, 5), []);
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw DamagedRow.OfOutcome(tenant, id, failure);
        }
    }

    /// <summary>Reads the digest of the command of an event.</summary>
    /// <exception cref="JournalDamagedException">There is none.</exception>
    public static Digest ReadCommandDigest(NpgsqlDataReader reader, Tenant tenant, CommandId id)
    {
        try
        {
            return Digest.FromBytes(reader.GetFieldValue<byte[]>(1));
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw DamagedRow.OfOutcome(tenant, id, failure);
        }
    }

    /// <summary>Reads position and digest, both null for a tenant without events.</summary>
    /// <exception cref="JournalDamagedException">The row holds no head.</exception>
    public static Head ReadHead(NpgsqlDataReader reader, int first, Tenant tenant)
    {
        try
        {
            return reader.IsDBNull(first)
                ? Head.Start
                : new(new(reader.GetInt64(first)), EventDigest.FromBytes(reader.GetFieldValue<byte[]>(first + 1)));
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw DamagedRow.OfHead(tenant, failure);
        }
    }

    public static DateTimeOffset ReadTime(NpgsqlDataReader reader, int column) =>
        new(reader.GetFieldValue<DateTime>(column), TimeSpan.Zero);

    public static int[]? ReadNumbers(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<int[]>(column);

    public static string[]? ReadTexts(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<string[]>(column);

    static Event ParseEvent(NpgsqlDataReader reader, Tenant tenant, int first)
    {
        var key = new AggregateKey(
            tenant, TargetName.Trusted(reader.GetString(first + 1)), AggregateId.Trusted(reader.GetString(first + 2)));

        var type = DamagedRow.TypeOf(reader.GetString(first + 4));
        var draft = new EventDraft(
            reader.GetString(first + 5), type, new(DamagedRow.Positive(reader.GetInt64(first + 3), "version")),
            DamagedRow.BodyOf(type, ReadJson(reader, first + 11)), ReadJson(reader, first + 12));

        return new(
            draft, key, new(DamagedRow.Positive(reader.GetInt64(first), "position")), ReadTime(reader, first + 6),
            CommandId.Trusted(reader.GetString(first + 7)), reader.GetInt32(first + 8), ReadText(reader, first + 9),
            ReadText(reader, first + 10), DamagedRow.ObjectOf(ReadJson(reader, first + 13), "context"))
        {
            ReceivedAt = ReadTime(reader, first + 14),
            Reads = DamagedRow.ArrayOf(ReadJson(reader, first + 15), "reads"),
            Asked = DamagedRow.ObjectOf(ReadJson(reader, first + 16), "asked"),
            Rules = DamagedRow.ArrayOf(ReadJson(reader, first + 17), "rules"),
            Depth = ReadDepth(reader, first + 18),
        };
    }

    static int ReadDepth(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? 0 : reader.GetInt32(column);

    static AggregateState ParseState(NpgsqlDataReader reader, int first) => new(
        new(DamagedRow.Positive(reader.GetInt64(first), "version")),
        DamagedRow.ObjectOf(ReadJson(reader, first + 3), "body"),
        ReadTime(reader, first + 1), ReadTime(reader, first + 2));

    static JournalDamagedException Damaged(NpgsqlDataReader reader, Tenant tenant, int first, Exception failure) =>
        DamagedRow.OfEvent(
            tenant, Shown(reader, first), Shown(reader, first + 1), Shown(reader, first + 2), Shown(reader, first + 3),
            failure);

    // What of a damaged row can be told.
    static string Shown(NpgsqlDataReader reader, int column)
    {
        try
        {
            return Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture) is { Length: > 0 } text
                ? text
                : "?";
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            return "?";
        }
    }

    static string? ReadText(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);

    static byte[]? ReadBytes(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);

    static JsonValue? ReadJson(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : JsonValue.Parse(reader.GetFieldValue<byte[]>(column), StoredLimits.Json);
}
