using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

/// <summary>What verbs answer programs with: one JSON document, whatever comes of them.</summary>
public abstract class JsonAnswerTests(Backend backend)
{
    [Fact]
    public async Task Every_verb_of_the_database_answers_with_one_document()
    {
        var database = await backend.CreateDatabaseAsync();
        (await AnswerAsync(database, 0, "migrate")).TextAt("database").ShouldNotBeNullOrEmpty();
        await using (var server = await ServerProcess.StartAsync(database))
        {
            foreach (var id in (string[])["1", "2"])
                (await new Api(server.Address, "/v1/t").Put($"/orders/{id}", """{"status":"open"}""")).ShouldBe(201);
            await server.TerminateAsync();
        }

        var epoch = await AnswerAsync(database, 0, "epoch");
        var created = await AnswerAsync(database, 0, "index create", "orders", "/status");
        var indexes = await AnswerAsync(database, 0, "index list");
        var dropped = await AnswerAsync(database, 2, "index drop", "orders", "/none");
        var declared = await AnswerAsync(database, 0, "unique declare", "orders", "/number");
        var twins = await AnswerAsync(database, 2, "unique declare", "orders", "/status");
        var unique = await AnswerAsync(database, 0, "unique list");
        var subscriptions = await AnswerAsync(database, 0, "subscription list");
        var gone = await AnswerAsync(database, 2, "subscription drop", "t", "mailer");
        var verified = await AnswerAsync(database, 0, "verify");
        var rebuilt = await AnswerAsync(database, 0, "rebuild");

        Guid.TryParse(epoch.TextAt("epoch"), out _).ShouldBeTrue();
        created.At("indexes")[0].TextAt("result").ShouldBe("indexed");
        indexes.At("indexes")[0].TextAt("path").ShouldBe("/status");
        dropped.At("indexes")[0].TextAt("result").ShouldBe("has no index");
        declared.At("isNew").GetBoolean().ShouldBeTrue();
        twins.At("twins")[0].At("ids").GetArrayLength().ShouldBe(2);
        unique.At("declarations")[0].At("paths")[0].GetString().ShouldBe("/number");
        subscriptions.At("subscriptions").GetArrayLength().ShouldBe(0);
        gone.At("existed").GetBoolean().ShouldBeFalse();
        verified.At("tenants")[0].NumberAt("events").ShouldBe(2);
        verified.At("differences").GetArrayLength().ShouldBe(0);
        rebuilt.At("damage").GetArrayLength().ShouldBe(0);
    }

    // Exit code and verb are in the document of each.
    static async Task<JsonElement> AnswerAsync(string database, int exitCode, string verb, params string[] arguments)
    {
        var (actual, output, errors) = await PatchlogProgram.RunAsync(
            database, [.. verb.Split(' '), .. arguments, "--json"]);

        actual.ShouldBe(exitCode, $"{verb}: {output} {errors}");
        var answer = JsonElement.Parse(output);
        answer.TextAt("verb").ShouldBe(verb);
        answer.NumberAt("exitCode").ShouldBe(exitCode);
        return answer;
    }
}

public sealed class JsonAnswerTestsOnSqlite(SqliteBackend backend) : JsonAnswerTests(backend);

public sealed class JsonAnswerTestsOnPostgreSql(PostgresBackend backend) : JsonAnswerTests(backend);

/// <summary>The same for what fails, and for verbs that need no database.</summary>
public sealed class JsonErrorTests
{
    [Theory]
    [InlineData("verify", "", "There is no database")]
    [InlineData("index list", "", "There is no database")]
    [InlineData("index create", "orders id", "can't be indexed")]
    [InlineData("unique declare", "orders number", "is not a JSON Pointer")]
    [InlineData("subscription list", "-", "can't be the name of a tenant")]
    [InlineData("explain", "some-id", "There is no database")]
    [InlineData("processes migrate", "fulfilment", "name no bundle")]
    [InlineData("bake", "--out x", "no bundle to bake")]
    [InlineData("check", "nowhere", "no such folder")]
    [InlineData("types", "nowhere", "no such folder")]
    [InlineData("test", "nowhere", "no such folder")]
    [InlineData("rules check", "nowhere.nools", "nowhere.nools")]
    [InlineData("schema check", "nowhere.json", "nowhere.json")]
    public async Task A_fault_is_a_document_too(string verb, string arguments, string expected)
    {
        using var folder = new ScratchFolder();
        await using var process = PatchlogProgram.Start(
            folder.Path, "sqlite:none.db",
            [.. verb.Split(' '), .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--json"],
            ("LOG_LEVEL", "error"));

        var exitCode = await process.ExitCodeAsync();
        var answer = JsonElement.Parse(string.Join('\n', process.Output));

        exitCode.ShouldBeGreaterThan(0);
        answer.GetRawText().ShouldContain(expected);
        if (verb == "check") return;    // which has a document of its own
        answer.NumberAt("exitCode").ShouldBe(exitCode);
        answer.TextAt("verb").ShouldBe(verb);
        answer.At("error").TextAt("message").ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_setting_that_makes_no_sense_is_a_fault_too()
    {
        var (exitCode, output, _) = await PatchlogProgram.RunAsync("nonsense", "migrate", "--json");

        exitCode.ShouldBe(1);
        JsonElement.Parse(output).At("error").TextAt("message")!.ShouldContain("DATABASE_URL");
    }

    [Fact]
    public async Task Verbs_of_a_bundle_answer_with_one_document()
    {
        using var folder = new ScratchFolder();
        var bundle = Repository.Path("examples/orders");

        var types = await PatchlogProgram.RunAsync(null, "types", bundle, "--json");
        var rules = await PatchlogProgram.RunAsync(
            null, "rules", "check", Path.Combine(bundle, "rules/orders.nools"), "--json");
        await using var process = PatchlogProgram.Start(
            folder.Path, null, ["bake", "--out", "baked", "--json"], ("ARTIFACTS_DIR", bundle));
        var exitCode = await process.ExitCodeAsync();

        JsonElement.Parse(types.Output).TextAt("text")!.ShouldContain("interface");
        JsonElement.Parse(rules.Output).At("files")[0].NumberAt("rules").ShouldBeGreaterThan(0);
        exitCode.ShouldBe(0);
        JsonElement.Parse(string.Join('\n', process.Output)).TextAt("folder").ShouldBe("baked");
    }
}
