using Npgsql;
using Patchlog.Journal;
using Patchlog.Journal.Postgres;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>The head of a journal by place and content, and what becomes of a batch that rests on one that is gone.</summary>
public abstract class HeadTests(Backend backend) : JournalContract(backend)
{
    [Fact]
    public async Task The_digest_of_an_event_is_that_of_what_its_row_holds()
    {
        var body = Entries.Parse("""{"id":"a","ü":"😀","n":1.10,"big":9007199254740993}""");
        var append = Entries.Create(Key("a"), body) with
        {
            Bundle = "b1",
            Command = Entries.CommandFor(Key("a"), null) with { Actor = "ann", Context = Entries.Parse("""{"k":"v"}""") },
        };
        var other = Entries.Set(Key("a"), 1, 1, isChained: true);

        var result = await AppendAsync(append, other);

        var first = append.ContentOf(
            append.Events[0], 1, new() { Body = body.ToUtf8Bytes(), Context = """{"k":"v"}"""u8 }).ToDigest();
        var second = other.ContentOf(
            other.Events[0], 1, new() { Body = other.Events[0].Body!.ToUtf8Bytes() }).ToDigest();
        result.DigestAfter.ShouldBe(EventDigest.Of(second, new(2), result.Time));
        await ShouldStandAsync(new(new(1), EventDigest.Of(first, new(1), result.Time)), isGone: false);
        (await FindHeadAsync()).ShouldBe(new(new(2), result.DigestAfter));
    }

    [Fact]
    public void A_digest_changes_with_every_member_and_an_absent_one_adds_nothing()
    {
        var append = Entries.Create(Key("a")) with { Bundle = "b" };
        var command = append.Command;
        var draft = append.Events[0];

        byte[][] digests =
        [
            Digest(append, draft, 1, new() { Body = "{}"u8 }),
            Digest(append, draft, 2, new() { Body = "{}"u8 }),
            Digest(append, draft, 1, new() { Body = "{ }"u8 }),
            Digest(append, draft, 1, new() { Data = "{}"u8 }),
            Digest(append, draft, 1, new() { Reads = "{}"u8 }),
            Digest(append, draft, 1, new() { Asked = "{}"u8 }),
            Digest(append, draft, 1, new() { Rules = "{}"u8 }),
            Digest(append, draft, 1, new() { Context = "{}"u8 }),
            Digest(append, draft, 1, default),
            Digest(append with { Bundle = null }, draft, 1, default),
            Digest(append with { Bundle = null, Command = command with { Actor = "b" } }, draft, 1, default),
            Digest(append with { Bundle = "" }, draft, 1, default),
            Digest(append, draft with { Name = "other" }, 1, default),
            Digest(append, draft with { Version = new(2) }, 1, default),
            Digest(append, draft with { Type = EventType.Patch }, 1, default),
            Digest(append with { Command = command with { Target = Key("b") } }, draft, 1, default),
            Digest(append with { Command = command with { Target = Key("a", "bills") } }, draft, 1, default),
            Digest(append with { Command = command with { Id = CommandId.Trusted("c") } }, draft, 1, default),
            Digest(append with { Command = command with { Digest = new(7) } }, draft, 1, default),
            Digest(append with { Command = command with { Depth = 1 } }, draft, 1, default),
            Digest(append with { Command = command with { Depth = 2 } }, draft, 1, default),
            Digest(append with { Command = command with { ReceivedAt = DateTimeOffset.UnixEpoch } }, draft, 1, default),
        ];

        digests.Select(Convert.ToHexString).Distinct().Count().ShouldBe(digests.Length);
        digests.ShouldAllBe(digest => EventDigest.Of(digest, new(1), default) != EventDigest.Of(digest, new(2), default));

        static byte[] Digest(Append append, EventDraft draft, int ordinal, in EventTexts texts) =>
            append.ContentOf(draft, ordinal, texts).ToDigest();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public async Task A_batch_that_rests_on_an_end_that_was_lost_is_refused_however_far_the_journal_has_grown_again(int grown)
    {
        Assert.SkipWhen(Backend is MemoryBackend, "Nobody else can reach a database in memory.");
        await AppendAsync(Entries.Create(Key("a")));
        var kept = await FindHeadAsync();
        await AppendAsync([.. Enumerable.Range(0, 3).Select(i => Entries.Create(Key($"lost{i}")))]);
        var lost = await FindHeadAsync();

        await LoseAfterAsync(kept.Position);
        if (grown > 0)
            await AppendAsync([.. Enumerable.Range(0, grown).Select(i => Entries.Create(Key($"grown{i}")))]);

        await Should.ThrowAsync<HeadGoneException>(
            () => AppendOnAsync(lost, Entries.Set(Key("a"), 1, 1)));
        await ShouldStandAsync(lost, isGone: true);
        (await LoadAsync(Key("a"))).Version.ShouldBe(new(1));

        (await AppendOnAsync(kept, Entries.Set(Key("a"), 1, 1))).Entries.ShouldBe([AppendedEntry.Admitted]);
        await ShouldStandAsync(kept, isGone: false);
    }

    private protected Task<AppendResult> AppendOnAsync(Head known, params Append[] batch) =>
        Journal.AppendAsync(Tenant, batch, AppendFence.None with { Known = known }, Cancellation);

    async Task ShouldStandAsync(Head known, bool isGone) =>
        (await Reader.LoadAsync([new(Tenant, known)], [], Cancellation)).Heads[0].IsGone.ShouldBe(isGone);

    /// <summary>Takes away all events after a position, and what came of them.</summary>
    async Task LoseAfterAsync(Position position)
    {
        var schema = Backend is PostgresBackend ? "patchlog." : "";
        await Backend.ExecuteAsync(
            $"""
            delete from {schema}aggregates where tenant = '{Tenant}' and target_id in (
                select target_id from {schema}events where tenant = '{Tenant}' and position > {position});
            delete from {schema}events where tenant = '{Tenant}' and position > {position};
            """);
    }
}

public sealed class HeadTestsOnSqlite(SqliteBackend backend) : HeadTests(backend);

public sealed class HeadTestsInMemory(MemoryBackend backend) : HeadTests(backend);

public sealed class HeadTestsOnPostgreSql(PostgresBackend backend) : HeadTests(backend)
{
    [Fact]
    public async Task A_batch_that_comes_after_its_deadline_takes_no_effect()
    {
        var result = await AppendAsync(Entries.Create(Key("a")));

        var late = await Should.ThrowAsync<JournalUnavailableException>(() => Journal.AppendAsync(
            Tenant, [Entries.Set(Key("a"), 1, 1)], new(Head.Start, result.Clock), Cancellation));
        late.Applied.ShouldBe(Applied.No);
        (await LoadAsync(Key("a"))).Version.ShouldBe(new(1));

        var inTime = new AppendFence(Head.Start, Journal.Now + TimeSpan.FromHours(1));
        (await Journal.AppendAsync(Tenant, [Entries.Set(Key("a"), 1, 1)], inTime, Cancellation)).Entries
            .ShouldBe([AppendedEntry.Admitted]);
    }

    [Theory]
    [InlineData("repeatable read")]
    [InlineData("serializable")]
    public async Task A_database_whose_transactions_are_isolated_otherwise_is_worked_with_all_the_same(string isolation)
    {
        var address = (DatabaseAddress.Postgres)await Backend.CreateDatabaseAsync();
        await Backend.ExecuteAsync(
            $"""alter database "{address.Database}" set default_transaction_isolation = '{isolation}'""");

        await using var journal = await Backend.OpenAsync(address);
        await journal.AppendAsync(Tenant, [Entries.Create(Key("a"))], Cancellation);

        // Where something on the way takes our setting away, the function says so.
        await using var source = NpgsqlDataSource.Create(PostgresSettings.ConnectionStringOf(address));
        await using var bare = source.CreateCommand(
            "select patchlog.append('t', 0, '', 'infinity', null, false, '{0}', '{c}', '{1}', '{}', '{}', '{orders}', "
            + "'{a}', '{0}', '{0}', null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, "
            + "null)");
        (await Should.ThrowAsync<PostgresException>(() => bare.ExecuteNonQueryAsync(Cancellation))).SqlState
            .ShouldBe(AppendRefusals.OtherIsolation);
    }
}
