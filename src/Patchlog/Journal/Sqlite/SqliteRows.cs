using Patchlog.Json;

namespace Patchlog.Journal.Sqlite;

/// <summary>Rows of the tables as the kernel's words.</summary>
static class SqliteRows
{
    /// <summary>Where the body stands among the columns of a state.</summary>
    public const int BodyOfState = 3;

    /// <summary>
    /// Reads the event whose columns begin at <paramref name="first"/>, in the order all statements share.
    /// </summary>
    public static Event ReadEvent(SqliteStatement row, Tenant tenant, int first = 0)
    {
        var key = new AggregateKey(
            tenant, TargetName.Trusted(row.ReadText(first + 1)), AggregateId.Trusted(row.ReadText(first + 2)));
        var draft = new EventDraft(
            row.ReadText(first + 5), EventTypes.Parse(row.ReadText(first + 4)), new(row.ReadNumber(first + 3)),
            ReadJson(row, first + 11), ReadJson(row, first + 12));

        return new(
            draft, key, new(row.ReadNumber(first)), ReadTime(row, first + 6),
            CommandId.Trusted(row.ReadText(first + 7)), (int)row.ReadNumber(first + 8),
            ReadText(row, first + 9), ReadText(row, first + 10), ReadJson(row, first + 13) as JsonObject);
    }

    /// <summary>Reads an event as it is stored, with the digests after the shared columns.</summary>
    public static StoredEvent ReadStoredEvent(SqliteStatement row, Tenant tenant) => new()
    {
        Key = new(tenant, TargetName.Trusted(row.ReadText(1)), AggregateId.Trusted(row.ReadText(2))),
        Version = new(row.ReadNumber(3)),
        Position = new(row.ReadNumber(0)),
        Time = ReadTime(row, 6),
        Type = row.ReadText(4),
        Name = row.ReadText(5),
        CommandId = row.ReadText(7),
        Ordinal = (int)row.ReadNumber(8),
        Actor = ReadText(row, 9),
        Bundle = ReadText(row, 10),
        Body = row.ReadBytes(11).ToArray(),
        Data = row.ReadBytes(12).ToArray(),
        Context = row.ReadBytes(13).ToArray(),
        CommandDigest = row.ReadBytes(14).ToArray(),
        Digest = row.ReadBytes(15).ToArray(),
    };

    /// <summary>Adds the event of a row, its documents as they are.</summary>
    public static void AddTo(FeedPageBuilder page, SqliteStatement row)
    {
        var commandId = row.ReadText(7);

        page.Add(
            new(row.ReadNumber(0), row.ReadText(5), row.ReadText(4), page.Tenant.Value, row.ReadText(1),
                row.ReadText(2), row.ReadNumber(3), ReadTime(row, 6), commandId, (int)row.ReadNumber(8), commandId,
                null, ReadText(row, 9), ReadText(row, 10)),
            row.ReadBytes(11), row.ReadBytes(12), row.ReadBytes(13));
    }

    /// <summary>Reads version, created, updated and body, beginning at <paramref name="first"/>.</summary>
    public static AggregateState ReadState(SqliteStatement row, int first) => new(
        new(row.ReadNumber(first)), ReadBody(row, first + BodyOfState),
        ReadTime(row, first + 1), ReadTime(row, first + 2));

    /// <summary>Reads the body of a state; null if it is deleted.</summary>
    public static JsonObject? ReadBody(SqliteStatement row, int column) => ReadJson(row, column) as JsonObject;

    /// <summary>Reads type, id, version, time and body.</summary>
    public static Snapshot ReadSnapshot(SqliteStatement row, Tenant tenant) => new(
        new(tenant, TargetName.Trusted(row.ReadText(0)), AggregateId.Trusted(row.ReadText(1))),
        new(row.ReadNumber(2)), ReadTime(row, 3), ReadJson(row, 4) as JsonObject);

    public static DateTimeOffset ReadTime(SqliteStatement row, int column) =>
        Microseconds.ToTime(row.ReadNumber(column));

    static string? ReadText(SqliteStatement row, int column) => row.IsNull(column) ? null : row.ReadText(column);

    static JsonValue? ReadJson(SqliteStatement row, int column) =>
        row.IsNull(column) ? null : JsonValue.Parse(row.ReadBytes(column), StoredLimits.Json);
}
