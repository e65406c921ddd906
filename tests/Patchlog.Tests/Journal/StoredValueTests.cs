using System.Text;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>What a client wrote comes back to the last character.</summary>
public abstract class StoredValueTests(Backend backend) : JournalContract(backend)
{
    public static TheoryData<string> Bodies { get; } =
    [
        """{"n":9007199254740993,"m":1.10,"big":1E400,"small":1e-400,"zero":-0,"z":0.0,"plus":1e+2}""",
        """{"long":12345678901234567890123456789.12345678901234567890,"longer":0.10000000000000000000000000}""",
        """{"b":1,"a":{"d":[],"c":{}},"":"no name"," ":"blank"}""",
        """{"s":"äöü \ud83d\ude00 ","esc":"\"\\\/\b\f\n\r\t\u0001","sql":"'; drop table events; --","p":"%s $1 ?1"}""",
        """{"edge":"\u007f\u0080\ufffe\uffff\ud800\udc00","null":null,"true":true}""",
    ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_document_comes_back_as_its_compact_text_from_every_table(string json)
    {
        var body = Entries.Parse(json);
        var text = body.ToString();
        var key = Key("a");
        var append = Entries.Of(key, JournalLimits.SnapshotSpacing - 1, null, body,
            new EventDraft("created", EventType.Create, new(JournalLimits.SnapshotSpacing), body, body));
        await AppendAsync([Entries.Create(key), .. Enumerable.Range(1, JournalLimits.SnapshotSpacing - 2)
            .Select(version => Entries.Set(key, version, version, isChained: true))]);

        await AppendAsync(append with { Command = append.Command with { Context = body } });

        (await LoadAsync(key)).Body!.ToString().ShouldBe(text);
        (await Reader.FindSnapshotAsync(key, append.VersionAfter, Cancellation)).Body!.ToString().ShouldBe(text);
        var @event = (await Reader.ReadHistoryAsync(
            key, append.Expected, append.VersionAfter, 1, long.MaxValue, Cancellation)).Items.Single();
        @event.Draft.Body!.ToString().ShouldBe(text);
        @event.Draft.Data!.ToString().ShouldBe(text);
        @event.Context!.ToString().ShouldBe(text);
    }

    [Fact]
    public async Task A_document_of_four_megabytes_comes_back()
    {
        var body = JsonObject.Of(new JsonMember("text", new string('x', 4 << 20)));

        await AppendAsync(Entries.Create(Key("big"), body));

        (await LoadAsync(Key("big"))).Body.ShouldBe(body);
    }

    [Fact]
    public async Task Names_and_ids_are_ordered_by_their_bytes()
    {
        string[] ids = ["a", "B", "b", "A", "~", "-", ".a", "_", "10", "9", "aa", "a-", "a.", "a_", "a~"];
        await AppendAsync([.. ids.Select(id => Entries.Create(Key(id)))]);

        var page = await ListAsync("orders");

        page.Select(item => item.Id.Value).ShouldBe(ids.Order(StringComparer.Ordinal));
        foreach (var (id, next) in page.Zip(page.Skip(1)))
            (await ListAsync("orders", id.Id, 1)).Single().Id.ShouldBe(next.Id);
    }

    [Fact]
    public async Task Names_that_differ_in_case_are_different()
    {
        await AppendAsync(
            Entries.Create(Key("a", "orders")), Entries.Create(Key("a", "Orders")), Entries.Create(Key("A")));

        (await Reader.CountAsync(Tenant, Cancellation)).ShouldBe(3);
        (await ListAsync("Orders")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task The_deleted_are_not_listed_and_still_counted()
    {
        await AppendAsync(
            Entries.Create(Key("a")), Entries.Create(Key("b")), Entries.Delete(Key("a"), 1, isChained: true));

        (await ListAsync("orders")).Single().Id.Value.ShouldBe("b");
        (await Reader.CountAsync(Tenant, Cancellation)).ShouldBe(2);
    }

    [Fact]
    public void Eighty_kilobytes_of_huge_exponents_are_refused_at_the_door()
    {
        var text = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("1e131071", 9000))}]");

        JsonValue.TryParse(text, JsonLimits.Default, out _, out var fault).ShouldBeFalse();

        fault!.Code.ShouldBe(JsonFaultCodes.NumberTooLarge);
    }
}

public sealed class StoredValueTestsOnSqlite(SqliteBackend backend) : StoredValueTests(backend);

public sealed class StoredValueTestsOnPostgreSql(PostgresBackend backend) : StoredValueTests(backend)
{
    [Fact]
    public async Task The_worst_numbers_that_the_door_lets_in_can_pass_through_jsonb()
    {
        // As many of the longest expansions as the limit on all of them allows.
        var limits = JsonLimits.Default;
        var count = Math.Min(limits.MaxExpandedNumberBytes / (limits.MaxExponent + 1), limits.MaxValues - 2);
        var numbers = $"[{string.Join(',', Enumerable.Repeat($"1e{limits.MaxExponent}", count))}]";
        var body = JsonValue.Parse(Encoding.UTF8.GetBytes($$"""{"id":"worst","numbers":{{numbers}}}"""));
        await AppendAsync(Entries.Create(Key("worst"), (JsonObject)body));

        await using var connection = await PostgresBackend.ConnectAsync(Backend.Address);
        await using var command = new Npgsql.NpgsqlCommand(
            "select length(body::jsonb::text) from aggregates where tenant = $1", connection);
        command.Parameters.Add(new() { Value = Tenant.Value });

        ((int)(await command.ExecuteScalarAsync(Cancellation))!).ShouldBeGreaterThan(count * limits.MaxExponent);
    }
}
