using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

/// <summary><c>patchlog index</c>, beside a server that runs.</summary>
public sealed class IndexVerbTests(SqliteBackend sqlite, PostgresBackend postgres)
{
    [Fact]
    public async Task Paths_are_indexed_listed_and_dropped_while_a_server_answers()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var server = await ServerProcess.StartAsync(database);
        var api = new Api(server.Address, "/v1/t");
        await api.Post("/orders", """{"id":"a","status":"paid","customer":{"name":"x"}}""");

        var (exitCode, output, errors) =
            await PatchlogProgram.RunAsync(database, "index", "create", "orders", "/status", "customer/name");

        exitCode.ShouldBe(0, errors);
        output.ShouldBe("orders /status: indexed\norders /customer/name: indexed");
        (await PatchlogProgram.RunAsync(database, "index", "create", "orders", "status")).Output
            .ShouldBe("orders /status: is indexed already");
        (await PatchlogProgram.RunAsync(database, "index", "list")).Output.Split('\n').Select(line => line.Split(':')[0])
            .ShouldBe(["orders /customer/name", "orders /status"]);
        (await api.Get("/orders?filter[status]=paid&sort=-customer/name")).ShouldBe(200)
            .Json.At("items").GetArrayLength().ShouldBe(1);
        (await PatchlogProgram.RunAsync(database, "index", "drop", "orders", "/status")).ExitCode.ShouldBe(0);
        (await PatchlogProgram.RunAsync(database, "index", "drop", "orders", "/status")).ExitCode.ShouldBe(2);
        (await api.Get("/orders?filter[status]=paid")).ShouldBe(200).Json.At("items").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("or ders", "/status")]
    [InlineData("commands", "/status")]
    [InlineData("orders", "/a~")]
    [InlineData("orders", "id")]
    [InlineData("orders", "$version")]
    [InlineData("orders", "")]
    public async Task What_is_no_type_or_no_path_is_refused(string type, string path)
    {
        var (exitCode, _, errors) = await PatchlogProgram.RunAsync(postgres.DatabaseUrl, "index", "create", type, path);

        exitCode.ShouldBe(1);
        errors.ShouldStartWith("patchlog: ");
    }

    [Fact]
    public async Task On_sqlite_paths_are_indexed_while_no_server_has_the_file()
    {
        var database = await sqlite.CreateDatabaseAsync();
        await using (var server = await ServerProcess.StartAsync(database))
        {
            await new Api(server.Address, "/v1/t").Post("/orders", """{"id":"a","status":"paid"}""");
            var (refused, _, errors) = await PatchlogProgram.RunAsync(database, "index", "create", "orders", "/status");
            (refused, errors.Length > 0).ShouldBe((1, true));
        }

        var (exitCode, output, _) = await PatchlogProgram.RunAsync(database, "index", "create", "orders", "/status");
        (exitCode, output).ShouldBe((0, "orders /status: indexed"));
        (await PatchlogProgram.RunAsync(database, "index", "list")).Output.ShouldStartWith("orders /status: ");

        await using (var server = await ServerProcess.StartAsync(database))
        {
            var api = new Api(server.Address, "/v1/t");
            await api.Post("/orders", """{"id":"b","status":"paid"}""");
            (await api.Get("/orders?filter[status]=paid")).ShouldBe(200).Json.At("items").GetArrayLength().ShouldBe(2);
        }

        (await PatchlogProgram.RunAsync(database, "verify")).ExitCode.ShouldBe(0);
        (await PatchlogProgram.RunAsync(database, "index", "drop", "orders", "/status")).Output
            .ShouldBe("orders /status: dropped");
    }
}
