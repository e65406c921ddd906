using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>SQL is a text like any other: refused where a name is wanted, and kept where a value is.</summary>
public abstract class SqlInjectionTests(Backend backend) : ServerFixture(backend)
{
    /// <summary>What would do harm, or at least be noticed, if it were ever read as SQL.</summary>
    public static TheoryData<string> Statements =>
    [
        "' or 1=1 --", "'; drop table patchlog.events; --", "\"; drop table events; --", "\\'; delete from events; --",
        "$1); select pg_sleep(60); --", "?1 union select 1,2,3", "$$; rollback; $$", "E'\\x27'", "'||(select 1)||'",
    ];

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task In_a_path_or_a_parameter_it_is_refused(string sql)
    {
        await Api.Post("/orders", """{"id":"a","total":1}""");
        var text = Uri.EscapeDataString(sql);

        (await Root.Get($"/v1/{text}/orders/a")).ShouldBeProblem(400, "invalid-request");
        foreach (var path in (string[])
            [
                $"/{text}", $"/{text}/a", $"/orders/{text}", $"/orders/{text}/events", $"/commands/{text}",
                $"/orders/a?version={text}", $"/orders/a?at={text}", $"/orders/a/diff?from={text}&to=1",
                $"/orders/a/events?limit={text}", $"/orders/a/events?{text}=1", $"/events?after={text}",
                $"/events?type={text}", $"/events?type=orders&id={text}", $"/events?limit={text}",
            ])
            (await Api.Get(path)).ShouldBeProblem(400, "invalid-request");
        (await Api.Post($"/orders/a/commands/{text}", "{}")).ShouldBeProblem(400, "invalid-request");
        (await Api.Put("/orders/a", "{}").With("Idempotency-Key", sql)).ShouldBeProblem(400, "invalid-request");
        (await Api.Put("/orders/a", "{}").With("If-Match", $"\"{sql}\"")).Status.ShouldBeOneOf(400, 412);
        await ShouldBeUnharmedAsync(position: "2");
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task In_a_member_of_a_command_or_a_subscription_that_is_a_name_it_is_refused(string sql)
    {
        await Api.Post("/orders", """{"id":"a","total":1}""");
        await using var client = await ConnectAsync();
        var text = JsonSerializer.Serialize(sql);

        foreach (var member in (string[])["tenant", "targetName", "targetId", "id", "name", "targetVersion", "type"])
        {
            var command = With(member, text, ("type", "\"patch\""), ("tenant", $"\"{Tenant}\""),
                ("targetName", "\"orders\""), ("targetId", "\"a\""), ("body", "{}"));
            var problem = (await client.RequestAsync(Frames.Command("c", command))).ShouldBeNack(400, "invalid-command");
            problem.TextAt("errors/0/pointer").ShouldBe($"/{member}");
        }
        foreach (var member in (string[])["tenant", "targetName", "targetId", "name", "epoch", "after"])
        {
            var subscribe = With(member, text, ("type", "\"subscribe\""), ("id", "\"s\""),
                ("tenant", $"\"{Tenant}\""), ("targetName", "\"orders\""));
            (await client.RequestAsync(subscribe)).At("problem").NumberAt("status").ShouldBe(400);
        }
        await ShouldBeUnharmedAsync(position: "2");
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task In_a_document_or_a_context_it_comes_back_as_it_was(string sql)
    {
        await Api.Post("/orders", """{"id":"a","total":1}""");
        var text = JsonSerializer.Serialize(sql);
        var document = $$"""{"id":"b",{{text}}:{{text}}}""";
        var context = $$"""{"correlationId":{{text}},"causationId":{{text}},{{text}}:{{text}}}""";

        (await Api.Post("/commands", Command.Create(document, Fresh.Id(), $"\"context\":{context}"))).ShouldBe(200);
        (await Api.Patch("/orders/b",
            $$"""[{"op":"add","path":{{JsonSerializer.Serialize($"/more {sql}")}},"value":{{text}}}]""")).ShouldBe(200);

        (await Api.Get("/orders/b?version=1")).ShouldBeJson(document);
        (await Api.Get("/orders/b")).Json.TextAt($"more {sql}").ShouldBe(sql);
        var fact = (await Api.Get("/orders/b/events")).Json.At("items/0");
        fact.TextAt("correlationId").ShouldBe(sql);
        fact.At("context").GetProperty(sql).GetString().ShouldBe(sql);
        await ShouldBeUnharmedAsync(position: "4");
    }

    /// <summary>A frame of these members, one of them replaced or added.</summary>
    static string With(string member, string json, params (string Name, string Json)[] members) =>
        $"{{{string.Join(',', members.Where(other => other.Name != member).Append((member, json))
            .Select(each => $"\"{each.Item1}\":{each.Item2}"))}}}";

    async Task ShouldBeUnharmedAsync(string position)
    {
        (await Api.Get("/orders/a")).ShouldBeJson("""{"id":"a","total":1}""");
        (await Api.Post("/orders", """{"id":"after"}""")).ShouldBe(201).Header("Patchlog-Position").ShouldBe(position);
    }
}

public sealed class SqlInjectionTestsOnSqlite(SqliteBackend backend) : SqlInjectionTests(backend);

public sealed class SqlInjectionTestsOnPostgreSql(PostgresBackend backend) : SqlInjectionTests(backend);
