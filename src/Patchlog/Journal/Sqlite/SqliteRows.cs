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
    /// <exception cref="JournalDamagedException">The row holds none.</exception>
    public static Event ReadEvent(SqliteStatement row, Tenant tenant, int first = 0)
    {
        try
        {
            return ParseEvent(row, tenant, first);
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw Damaged(row, tenant, first, failure);
        }
    }

    /// <summary>Reads an event as it is stored, with the digests after the shared columns.</summary>
    /// <exception cref="JournalDamagedException">The row can't hold an event.</exception>
    public static StoredEvent ReadStoredEvent(SqliteStatement row, Tenant tenant)
    {
        try
        {
            return new()
            {
                Key = new(tenant, TargetName.Trusted(Text(row, 1, "type")), AggregateId.Trusted(Text(row, 2, "id"))),
                Version = new(row.ReadNumber(3)),
                Position = new(row.ReadNumber(0)),
                Time = ReadTime(row, 6),
                Type = Text(row, 4, "type"),
                Name = Text(row, 5, "name"),
                CommandId = Text(row, 7, "command id"),
                Ordinal = (int)row.ReadNumber(8),
                Actor = ReadText(row, 9),
                Bundle = ReadText(row, 10),
                Body = row.ReadBytes(11).ToArray(),
                Data = row.ReadBytes(12).ToArray(),
                Context = row.ReadBytes(13).ToArray(),
                ReceivedAt = ReadTime(row, 14),
                Reads = row.ReadBytes(15).ToArray(),
                Asked = row.ReadBytes(16).ToArray(),
                Rules = row.ReadBytes(17).ToArray(),
                Depth = ReadDepth(row, 18),
                CommandDigest = row.ReadBytes(19).ToArray(),
                Digest = row.ReadBytes(20).ToArray(),
            };
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw Damaged(row, tenant, 0, failure);
        }
    }

    /// <summary>Adds the event of a row, its documents as they are.</summary>
    /// <exception cref="JournalDamagedException">The row holds none.</exception>
    public static void AddTo(FeedPageBuilder page, SqliteStatement row)
    {
        try
        {
            var commandId = Text(row, 7, "command id");

            page.Add(
                new(row.ReadNumber(0), Text(row, 5, "name"), Text(row, 4, "type"), page.Tenant.Value,
                    Text(row, 1, "type"), Text(row, 2, "id"), row.ReadNumber(3), ReadTime(row, 6), commandId,
                    (int)row.ReadNumber(8), commandId, null, ReadText(row, 9), ReadText(row, 10), ReadTime(row, 14),
                    ReadDepth(row, 18)),
                new()
                {
                    Body = row.ReadBytes(11),
                    Data = row.ReadBytes(12),
                    Context = row.ReadBytes(13),
                    Reads = row.ReadBytes(15),
                    Asked = row.ReadBytes(16),
                    Rules = row.ReadBytes(17),
                });
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw Damaged(row, page.Tenant, 0, failure);
        }
    }

    /// <summary>Reads version, created, updated and body, beginning at <paramref name="first"/>.</summary>
    /// <exception cref="JournalDamagedException">The row holds no state.</exception>
    public static AggregateState ReadState(SqliteStatement row, int first, AggregateKey key)
    {
        try
        {
            return ParseState(row, first);
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw DamagedRow.OfState(key, failure);
        }
    }

    /// <summary>Reads the columns of <see cref="ReadState"/> as a kept state.</summary>
    /// <exception cref="JournalDamagedException">The row holds no state.</exception>
    public static AggregateState ReadKeptState(SqliteStatement row, AggregateKey key)
    {
        try
        {
            return ParseState(row, 0);
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw DamagedRow.OfSnapshot(key, row.ReadText(0), failure);
        }
    }

    /// <summary>Reads the body of a state; null if it is deleted.</summary>
    /// <exception cref="JournalDamagedException">The row holds no state.</exception>
    public static JsonObject? ReadBody(SqliteStatement row, int column, AggregateKey key)
    {
        try
        {
            return ReadJson(row, column) as JsonObject;
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw DamagedRow.OfState(key, failure);
        }
    }

    /// <summary>Reads type, id, version, time and body.</summary>
    /// <exception cref="JournalDamagedException">The row holds no state.</exception>
    public static Snapshot ReadSnapshot(SqliteStatement row, Tenant tenant)
    {
        var key = new AggregateKey(tenant, TargetName.Trusted(row.ReadText(0)), AggregateId.Trusted(row.ReadText(1)));
        try
        {
            return new(
                key, new(DamagedRow.Positive(row.ReadNumber(2), "version")), ReadTime(row, 3),
                DamagedRow.ObjectOf(ReadJson(row, 4), "body"));
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw DamagedRow.OfSnapshot(key, row.ReadText(2), failure);
        }
    }

    /// <summary>Reads digest, type, id, version and time of a command that changed nothing.</summary>
    /// <exception cref="JournalDamagedException">The row holds no outcome.</exception>
    public static StoredOutcome ReadUnchanged(SqliteStatement row, Tenant tenant, CommandId id)
    {
        try
        {
            return new(
                Digest.FromBytes(row.ReadBytes(0)),
                new(tenant, TargetName.Trusted(Text(row, 1, "type")), AggregateId.Trusted(Text(row, 2, "id"))),
                new(row.ReadNumber(3)), ReadTime(row, 4), []);
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw DamagedRow.OfOutcome(tenant, id, failure);
        }
    }

    /// <summary>Reads the digest of the command of an event.</summary>
    /// <exception cref="JournalDamagedException">There is none.</exception>
    public static Digest ReadCommandDigest(SqliteStatement row, Tenant tenant, CommandId id)
    {
        try
        {
            return Digest.FromBytes(row.ReadBytes(0));
        }
        catch (Exception failure) when (DamagedRow.Explains(failure))
        {
            throw DamagedRow.OfOutcome(tenant, id, failure);
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">There is no such time.</exception>
    public static DateTimeOffset ReadTime(SqliteStatement row, int column) =>
        Microseconds.ToTime(row.ReadNumber(column));

    static Event ParseEvent(SqliteStatement row, Tenant tenant, int first)
    {
        var key = new AggregateKey(
            tenant, TargetName.Trusted(Text(row, first + 1, "type")), AggregateId.Trusted(Text(row, first + 2, "id")));

        var type = DamagedRow.TypeOf(Text(row, first + 4, "type"));
        var draft = new EventDraft(
            Text(row, first + 5, "name"), type, new(DamagedRow.Positive(row.ReadNumber(first + 3), "version")),
            DamagedRow.BodyOf(type, ReadJson(row, first + 11)), ReadJson(row, first + 12));

        return new(
            draft, key, new(DamagedRow.Positive(row.ReadNumber(first), "position")), ReadTime(row, first + 6),
            CommandId.Trusted(Text(row, first + 7, "command id")), (int)row.ReadNumber(first + 8),
            ReadText(row, first + 9), ReadText(row, first + 10),
            DamagedRow.ObjectOf(ReadJson(row, first + 13), "context"))
        {
            ReceivedAt = ReadTime(row, first + 14),
            Reads = DamagedRow.ArrayOf(ReadJson(row, first + 15), "reads"),
            Asked = DamagedRow.ObjectOf(ReadJson(row, first + 16), "asked"),
            Rules = DamagedRow.ArrayOf(ReadJson(row, first + 17), "rules"),
            Depth = ReadDepth(row, first + 18),
        };
    }

    // Null is read as 0.
    static int ReadDepth(SqliteStatement row, int column) => checked((int)row.ReadNumber(column));

    static AggregateState ParseState(SqliteStatement row, int first) => new(
        new(DamagedRow.Positive(row.ReadNumber(first), "version")),
        DamagedRow.ObjectOf(ReadJson(row, first + BodyOfState), "body"),
        ReadTime(row, first + 1), ReadTime(row, first + 2));

    static JournalDamagedException Damaged(SqliteStatement row, Tenant tenant, int first, Exception failure) =>
        DamagedRow.OfEvent(
            tenant, row.ReadText(first), row.ReadText(first + 1), row.ReadText(first + 2), row.ReadText(first + 3),
            failure);

    // Text as it is shown takes any bytes; what is believed must be UTF-8.
    static string Text(SqliteStatement row, int column, string name) =>
        DamagedRow.Text(row.ReadBytes(column), row.IsNull(column), name);

    static string? ReadText(SqliteStatement row, int column) =>
        row.IsNull(column) ? null : DamagedRow.Text(row.ReadBytes(column), isNull: false, "");

    static JsonValue? ReadJson(SqliteStatement row, int column) =>
        row.IsNull(column) ? null : JsonValue.Parse(row.ReadBytes(column), StoredLimits.Json);
}
