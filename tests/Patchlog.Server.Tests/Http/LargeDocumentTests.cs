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

    async Task CreateLargeAsync() => (await Api.Put("/orders/42", $$"""{"text":"{{_text}}"}""")).ShouldBe(201);
}

public sealed class LargeDocumentTestsOnSqlite(SqliteBackend backend) : LargeDocumentTests(backend);

public sealed class LargeDocumentTestsOnPostgreSql(PostgresBackend backend) : LargeDocumentTests(backend);
