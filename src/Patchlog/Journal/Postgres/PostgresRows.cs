using Npgsql;
using Patchlog.Json;

namespace Patchlog.Journal.Postgres;

/// <summary>Rows of the tables as the kernel's words.</summary>
static class PostgresRows
{
    /// <summary>
    /// Reads the event whose columns begin at <paramref name="first"/>, in the order all statements share.
    /// </summary>
    public static Event ReadEvent(NpgsqlDataReader reader, Tenant tenant, int first = 0)
    {
        var key = new AggregateKey(
            tenant, TargetName.Trusted(reader.GetString(first + 1)), AggregateId.Trusted(reader.GetString(first + 2)));

        var draft = new EventDraft(
            reader.GetString(first + 5), EventTypes.Parse(reader.GetString(first + 4)),
            new(reader.GetInt64(first + 3)), ReadJson(reader, first + 11), ReadJson(reader, first + 12));

        return new(
            draft, key, new(reader.GetInt64(first)), ReadTime(reader, first + 6),
            CommandId.Trusted(reader.GetString(first + 7)), reader.GetInt32(first + 8),
            ReadText(reader, first + 9), ReadText(reader, first + 10), ReadJson(reader, first + 13) as JsonObject);
    }

    /// <summary>Reads an event as it is stored, with the digests after the shared columns.</summary>
    public static StoredEvent ReadStoredEvent(NpgsqlDataReader reader, Tenant tenant) => new()
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
        CommandDigest = reader.GetFieldValue<byte[]>(14),
        Digest = reader.GetFieldValue<byte[]>(15),
    };

    /// <summary>Adds the event of a row, its documents as they are.</summary>
    public static void AddTo(FeedPageBuilder page, NpgsqlDataReader reader)
    {
        var commandId = reader.GetString(7);

        page.Add(
            new(reader.GetInt64(0), reader.GetString(5), reader.GetString(4), page.Tenant.Value, reader.GetString(1),
                reader.GetString(2), reader.GetInt64(3), ReadTime(reader, 6), commandId, reader.GetInt32(8), commandId,
                null, ReadText(reader, 9), ReadText(reader, 10)),
            ReadBytes(reader, 11), ReadBytes(reader, 12), ReadBytes(reader, 13));
    }

    /// <summary>Reads version, created, updated and body, beginning at <paramref name="first"/>.</summary>
    public static AggregateState ReadState(NpgsqlDataReader reader, int first) => new(
        new(reader.GetInt64(first)), ReadJson(reader, first + 3) as JsonObject,
        ReadTime(reader, first + 1), ReadTime(reader, first + 2));

    /// <summary>Reads type, id, version, time and body.</summary>
    public static Snapshot ReadSnapshot(NpgsqlDataReader reader, Tenant tenant) => new(
        new(tenant, TargetName.Trusted(reader.GetString(0)), AggregateId.Trusted(reader.GetString(1))),
        new(reader.GetInt64(2)), ReadTime(reader, 3), ReadJson(reader, 4) as JsonObject);

    /// <summary>Reads position and digest, both null for a tenant without events.</summary>
    public static Head ReadHead(NpgsqlDataReader reader, int first) => reader.IsDBNull(first)
        ? Head.Start
        : new(new(reader.GetInt64(first)), EventDigest.FromBytes(reader.GetFieldValue<byte[]>(first + 1)));

    public static DateTimeOffset ReadTime(NpgsqlDataReader reader, int column) =>
        new(reader.GetFieldValue<DateTime>(column), TimeSpan.Zero);

    public static int[]? ReadNumbers(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<int[]>(column);

    static string? ReadText(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);

    static byte[]? ReadBytes(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);

    static JsonValue? ReadJson(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : JsonValue.Parse(reader.GetFieldValue<byte[]>(column), StoredLimits.Json);
}
