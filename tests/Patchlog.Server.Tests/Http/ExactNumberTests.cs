using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>What a client wrote in a member that nobody changed comes back with the same digits.</summary>
public abstract class ExactNumberTests(Backend backend) : ServerFixture(backend)
{
    /// <summary>Literals that a double, a decimal or PostgreSQL's jsonb would change.</summary>
    public static TheoryData<string> Literals =>
    [
        "9007199254740993", "1.10", "1E400", "-0", "-0.0", "0.1000", "1e-7", "1E+2", "123456789012345678901234567890",
        "0.30000000000000004", "1e1000", "1e-1000", new string('9', 256),
    ];

    [Theory]
    [MemberData(nameof(Literals))]
    public async Task A_number_keeps_its_digits_wherever_it_comes_back(string number)
    {
        await Api.Post("/orders", $$"""{"id":"42","kept":{{number}},"nested":[{"kept":{{number}}}],"other":1}""");
        await Api.Merge("/orders/42", """{"other":2}""");
        await Api.Patch("/orders/42", $$"""[{"op":"add","path":"/added","value":{{number}}}]""");
        await Api.Put(
            "/orders/42", $$"""{"kept":{{number}},"nested":[{"kept":{{number}}}],"added":{{number}},"other":3}""");

        ShouldKeep(number, (await Api.Get("/orders/42")).Json, "kept", "nested/0/kept", "added");
        ShouldKeep(number, (await Api.Get("/orders/42?version=2")).Json, "kept", "nested/0/kept");
        ShouldKeep(number, (await Api.Get("/orders")).Json, "items/0/body/kept", "items/0/body/added");
        ShouldKeep(
            number, (await Api.Get("/orders/42/events")).Json, "items/0/body/kept", "items/2/body/0/value");
    }

    [Fact]
    public async Task Numbers_keep_their_digits_over_a_restart()
    {
        var database = await Backend.CreateDatabaseAsync();
        var document = $$"""{"id":"42","kept":[{{string.Join(',', Literals.Select(row => row.Data))}}]}""";
        await using (var server = await ServerProcess.StartAsync(database))
            (await new Api(server.Address).Post("/v1/t/orders", document)).ShouldBe(201);

        await using var restarted = await ServerProcess.StartAsync(database);

        (await new Api(restarted.Address).Get("/v1/t/orders/42")).Text.ShouldBe(document);
    }

    [Fact]
    public async Task Numbers_are_compared_by_value()
    {
        await Api.Post("/orders", """{"id":"42","n":1E400}""");

        (await Api.Patch("/orders/42", """[{"op":"test","path":"/n","value":10e399}]""")).ShouldBe(200);
        (await Api.Patch("/orders/42", """[{"op":"test","path":"/n","value":1E401}]""")).ShouldBe(422);
    }

    [Fact]
    public async Task Strings_survive_with_every_character()
    {
        const string text = "\"\\/\b\f\n\r\t\u0001\u001f\u007f\u2028\u2029é世🌍\uffff";

        await Api.Post("/orders", $$"""{"id":"42","kept":{{JsonSerializer.Serialize(text)}}}""");
        await Api.Merge("/orders/42", """{"other":1}""");

        (await Api.Get("/orders/42")).Json.TextAt("kept").ShouldBe(text);
        (await Api.Get("/orders/42/events")).Json.TextAt("items/0/body/kept").ShouldBe(text);
    }

    static void ShouldKeep(string number, JsonElement json, params string[] paths)
    {
        foreach (var path in paths) json.At(path).GetRawText().ShouldBe(number, path);
    }
}

public sealed class ExactNumberTestsOnSqlite(SqliteBackend backend) : ExactNumberTests(backend);

public sealed class ExactNumberTestsOnPostgreSql(PostgresBackend backend) : ExactNumberTests(backend);
