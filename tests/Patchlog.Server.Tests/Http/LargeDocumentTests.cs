using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>Small commands about large documents: what they weigh is what they bring to the database and back.</summary>
public abstract class LargeDocumentTests(Backend backend) : ServerFixture(backend)
{
    const int Size = 900_000;

    readonly string _text = new('x', Size);

    [Fact]
    public async Task Many_small_patches_of_a_large_document_are_all_written()
    {
        const int patches = 200;
        const int together = 20;    // as many as even a slow machine writes within their deadline
        await CreateLargeAsync();
        await using var client = await ConnectAsync();

        for (var number = 0; number < patches; number++)
        {
            await client.SendAsync(Command.Patch("42", $$"""[{"op":"add","path":"/n","value":{{number}}}]""", $"p{number}"));
            if (number >= together)
                await client.NextAsync("ack");
        }

        for (var number = 0; number < together; number++)
            await client.NextAsync("ack");

        (await Api.Head("/orders/42")).Version.ShouldBe(patches + 1);
    }

    [Fact]
    public async Task A_page_ends_at_a_number_of_bytes_and_the_next_goes_on()
    {
        const int documents = 12;
        for (var number = 0; number < documents; number++)
            (await Api.Put($"/orders/{number:00}", $$"""{"text":"{{_text}}"}""")).ShouldBe(201);

        List<string> seen = [];
        var path = "/orders";
        while (path is not null)
        {
            var page = (await Api.Get(path)).ShouldBe(200).Json;
            page.At("items").GetArrayLength().ShouldBeInRange(1, documents / 2);
            seen.AddRange(page.At("items").EnumerateArray().Select(item => item.TextAt("id")!));
            path = page.At("next").GetString() is { } next ? $"/orders?cursor={next}" : null;
        }
        seen.ShouldBe(Enumerable.Range(0, documents).Select(number => $"{number:00}"));
    }

    [Fact]
    public async Task A_conflict_does_not_tell_of_more_than_it_can_carry()
    {
        await CreateLargeAsync();
        foreach (var letter in "abc")
            (await Api.Merge("/orders/42", $$"""{"text":"{{new string(letter, Size)}}"}""")).ShouldBe(200);
        await using var client = await ConnectAsync();

        var nack = await client.RequestAsync(Command.Patch("42", """{"n":1}""", "stale", "\"targetVersion\":1"));

        nack.ShouldBeNack(409, "version-conflict");
        nack.At("problem").At("currentVersion").GetInt32().ShouldBe(4);
        nack.At("problem").TryGetProperty("eventsSince", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_document_that_grew_by_patches_to_all_that_it_may_be_can_be_written_back()
    {
        // Each brings 80,000 values and 880,000 bytes.
        var numbers = $"[{string.Join(',', Enumerable.Repeat("1234567890", 80_000))}]";
        (await Api.Put("/orders/42", "{}")).ShouldBe(201);
        var count = 0;
        while ((await Api.Merge("/orders/42", $$"""{"p{{count}}":{{numbers}}}""").With("Prefer", "return=minimal")).Status == 204)
            count++;

        count.ShouldBe(4);
        (await Api.Merge("/orders/42", $$"""{"more":{{numbers}}}""")).ShouldBeProblem(422, "limit-exceeded");
        var grown = (await Api.Get("/orders/42")).ShouldBe(200).Text;
        grown.Length.ShouldBeGreaterThan(3_500_000);

        var again = await Api.Put("/orders/42", grown).With("Prefer", "return=minimal");
        again.ShouldBe(204).Version.ShouldBe(count + 1);
        var other = grown.Replace("\"42\"", "\"43\"", StringComparison.Ordinal);
        (await Api.Post("/orders", other).With("Prefer", "return=minimal")).ShouldBe(201).Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_mebibyte_of_a_map_is_taken()
    {
        const int envelope = 300;
        var body = $$"""{"map":[{{string.Join(',', Enumerable.Repeat("[12,-5]", ((1 << 20) - envelope) / 8))}}]}""";
        await using var client = await ConnectAsync();

        (await Api.Put("/orders/42", body).With("Prefer", "return=minimal")).Version.ShouldBe(1);
        (await Api.Patch("/orders/42", """[{"op":"add","path":"/map/-","value":1}]""").With("Prefer", "return=minimal"))
            .Version.ShouldBe(2);
        (await client.RequestAsync(Frames.Command("c", Command.Create(body)))).ShouldBeAck(version: 1);
    }

    async Task CreateLargeAsync() => (await Api.Put("/orders/42", $$"""{"text":"{{_text}}"}""")).ShouldBe(201);
}

public sealed class LargeDocumentTestsOnSqlite(SqliteBackend backend) : LargeDocumentTests(backend);

public sealed class LargeDocumentTestsOnPostgreSql(PostgresBackend backend) : LargeDocumentTests(backend);
