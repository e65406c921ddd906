using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

/// <summary><c>patchlog unique</c>, beside servers that run.</summary>
public sealed class UniqueVerbTests(SqliteBackend sqlite, PostgresBackend postgres)
{
    [Fact]
    public async Task What_is_declared_beside_two_servers_is_enforced_by_both_until_it_is_dropped()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var one = await ServerProcess.StartAsync(database);
        await using var other = await ServerProcess.StartAsync(database);
        var (here, there) = (new Api(one.Address, "/v1/t"), new Api(other.Address, "/v1/t"));
        (await here.Post("/orders", """{"id":"a","country":"de","number":1}""")).ShouldBe(201);
        (await there.Post("/orders", """{"id":"b","country":"de","number":2}""")).ShouldBe(201);

        var (exitCode, output, errors) =
            await PatchlogProgram.RunAsync(database, "unique", "declare", "orders", "/country", "/number");

        exitCode.ShouldBe(0, errors);
        output.ShouldBe("orders /country /number: unique");
        (await PatchlogProgram.RunAsync(database, "unique", "declare", "orders", "/country", "/number")).Output
            .ShouldBe("orders /country /number: is unique already");
        (await PatchlogProgram.RunAsync(database, "unique", "list")).Output.ShouldBe("orders /country /number: unique");

        foreach (var api in (Api[])[here, there])
        {
            var refusal = (await api.Post("/orders", """{"country":"de","number":1.0}""")).ShouldBe(409).Json;
            refusal.At("code").GetString().ShouldBe("not-unique");
            refusal.At("applied").GetString().ShouldBe("no");
            refusal.At("errors").EnumerateArray().Select(error => error.At("pointer").GetString())
                .ShouldBe(["/body/country", "/body/number"]);
            refusal.At("errors").EnumerateArray().ShouldAllBe(
                error => error.At("detail").GetString()!.Contains("orders/a", StringComparison.Ordinal));
        }

        (await PatchlogProgram.RunAsync(database, "verify")).ExitCode.ShouldBe(0);
        (await PatchlogProgram.RunAsync(database, "unique", "drop", "orders", "/country", "/number")).ExitCode.ShouldBe(0);
        (await PatchlogProgram.RunAsync(database, "unique", "drop", "orders", "/country", "/number")).ExitCode.ShouldBe(2);
        (await there.Post("/orders", """{"country":"de","number":1}""")).ShouldBe(201);
    }

    [Fact]
    public async Task Twins_are_named_and_nothing_is_declared()
    {
        var database = await sqlite.CreateDatabaseAsync();
        await using (var server = await ServerProcess.StartAsync(database))
        {
            var api = new Api(server.Address, "/v1/t");
            foreach (var id in (string[])["a", "b", "c"])
                (await api.Post("/orders", $$"""{"id":"{{id}}","number":7}""")).ShouldBe(201);
        }

        var (exitCode, output, _) = await PatchlogProgram.RunAsync(database, "unique", "declare", "orders", "/number");

        exitCode.ShouldBe(2);
        output.ShouldBe(
            "orders /number: not unique, and not declared\nt: orders/a, orders/b, orders/c are equal at /number");
        (await PatchlogProgram.RunAsync(database, "unique", "list")).ShouldBe((0, "", ""));
    }

    [Theory]
    [InlineData("or ders", "/number")]
    [InlineData("orders", "number")]
    [InlineData("orders", "/a~")]
    [InlineData("orders", "")]
    [InlineData("orders", "/number", "/number")]
    public async Task What_is_no_type_or_no_path_is_refused(string type, params string[] paths)
    {
        var (exitCode, _, errors) =
            await PatchlogProgram.RunAsync(postgres.DatabaseUrl, ["unique", "declare", type, .. paths]);

        exitCode.ShouldBe(1);
        errors.ShouldStartWith("patchlog: ");
    }
}
