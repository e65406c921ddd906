using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Patchlog.Server.Tests.Harness.Contracts;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Contracts;

/// <summary>What <c>/openapi.json</c> says of the types of a bundle, and that the server keeps to it.</summary>
public sealed class DomainContractTests(SqliteBackend sqlite)
{
    const string Order = """
        {
          "number": "2026-0001", "customer": "ada", "status": "open",
          "lines": [{ "sku": "AB-100", "quantity": 2, "price": 19.90 }],
          "shipTo": { "street": "1 Main Street", "city": "Springfield", "postalCode": "12345", "country": "US" }
        }
        """;

    [Fact]
    public async Task Requests_for_a_type_and_their_answers_fit_what_is_said_of_it()
    {
        await using var server = await ServerProcess.StartAsync(
            await sqlite.CreateDatabaseAsync(), ("ARTIFACTS_DIR", Repository.Path("examples/orders")));
        await using var contract = await Contract.LearnOwnAsync(server.Address);
        var api = new Api(server.Address, "/v1/t");
        Request[] requests =
        [
            api.Post("/orders", Order),
            api.Put("/orders/42", Order.Replace("0001", "0002", StringComparison.Ordinal)),
            api.Put("/orders/42", Order.Replace("0001", "0003", StringComparison.Ordinal)).With("Prefer", "return=minimal"),
            api.Patch("/orders/42", """[{ "op": "replace", "path": "/status", "value": "paid" }]"""),
            api.Merge("/orders/42", """{ "note": "soon" }"""),
            api.Get("/orders/42"), api.Head("/orders/42"), api.Get("/orders/42?version=1"),
            api.Get("/orders/42").With("If-None-Match", "\"4\""), api.Get("/orders?count=exact"),
            api.Post("/orders/search", """{ "filter": { "path": "status", "eq": "paid" } }"""),
            api.Post("/orders", """{ "number": "1" }"""), api.Post("/orders", "{"), api.Get("/orders/nobody"),
            api.Get("/orders?limit=0"), api.Patch("/orders/42", "{}"), api.Send("POST", "/orders", "x", "text/plain"),
            api.Delete("/orders/42"), api.Get("/orders/42"), api.Get("/orders?deleted=include"),
        ];

        var statuses = new List<int>();
        foreach (var request in requests)
        {
            var answer = await request;
            await contract.HoldOwnAsync(request, answer);
            statuses.Add(answer.Status);
        }

        statuses.ShouldBe([201, 201, 204, 200, 200, 200, 200, 200, 304, 200, 200, 422, 400, 404, 400, 400, 415, 204, 410, 200]);
    }

    [Fact]
    public async Task What_a_type_does_not_allow_does_not_fit_its_schemas()
    {
        await using var server = await ServerProcess.StartAsync(
            await sqlite.CreateDatabaseAsync(), ("ARTIFACTS_DIR", Repository.Path("examples/orders")));
        await using var contract = await Contract.LearnOwnAsync(server.Address);
        var draft = Body(contract, "/v1/{tenant}/orders", "post");

        (await contract.FaultOfBodyAsync(draft, Order)).ShouldBeEmpty();
        (await contract.FaultOfBodyAsync(draft, Order.Replace("open", "lost", StringComparison.Ordinal))).ShouldNotBeEmpty();
        (await contract.FaultOfBodyAsync(draft, """{ "number": "2026-0001" }""")).ShouldNotBeEmpty();
        (await contract.FaultOfBodyAsync(
            Body(contract, "/v1/{tenant}/orders/search", "post"), """{ "fields": ["status"] }""")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_new_bundle_is_a_new_document_with_ids_that_are_unique()
    {
        using var folder = new ScratchFolder();
        Write(folder, "orders.json", """{ "$ref": "_base.json", "$defs": { "a b": { "type": "null" } } }""");
        Write(folder, "_base.json", """{ "properties": { "x": { "$ref": "orders.json#/$defs/a%20b" } } }""");
        foreach (var name in (string[])["document", "documents", "my-type", "my_type", "Problem", "Command"])
            Write(folder, $"{name}.json", """{ "type": "object", "properties": { "self": { "$ref": "#" } } }""");

        Write(folder, "amounts.json", """
            {
              "$schema": "http://json-schema.org/draft-04/schema#", "type": "object",
              "properties": { "n": { "type": "number", "minimum": 0, "exclusiveMinimum": true } }
            }
            """);
        Write(folder, "other.ship.json", "true");
        await using var server = await ServerProcess.StartAsync(
            await sqlite.CreateDatabaseAsync(), ("ARTIFACTS_DIR", folder.Path));
        await using (var contract = await Contract.LearnOwnAsync(server.Address))
        {
            var ids = Operations(contract.OpenApi).Select(operation => operation.TextAt("operationId")).ToList();

            ids.ShouldBeUnique();
            ids.ShouldContain("createOrders");
            ids.ShouldContain("createDocument_2");
            ids.ShouldContain("createMyType_2");
            contract.OpenApi.At("paths").Has("/v1/{tenant}/other").ShouldBeFalse();
            var amounts = Body(contract, "/v1/{tenant}/amounts", "post");
            (await contract.FaultOfBodyAsync(amounts, """{ "n": 1 }""")).ShouldBeEmpty();
            (await contract.FaultOfBodyAsync(amounts, """{ "n": 0 }""")).ShouldNotBeEmpty();
        }

        Write(folder, "later.json", """{ "type": "object" }""");

        await Eventually.HoldsAsync(
            async () => (await new Api(server.Address).Get("/openapi.json")).Json.At("paths").Has("/v1/{tenant}/later"),
            what: "the contract of the new bundle");
    }

    [Fact]
    public async Task The_codes_of_rejections_are_part_of_the_contract()
    {
        using var folder = new ScratchFolder();
        Write(folder, "orders.json", """{ "type": "object" }""");
        Directory.CreateDirectory(folder.File("handlers/orders"));
        await File.WriteAllTextAsync(
            folder.File("handlers/orders/ship.js"), "export default (state, command, ctx) => ctx.reject('shipped', 'It is.')",
            TestContext.Current.CancellationToken);
        await using var server = await ServerProcess.StartAsync(
            await sqlite.CreateDatabaseAsync(), ("ARTIFACTS_DIR", folder.Path));
        await using var contract = await Contract.LearnOwnAsync(server.Address);
        var api = new Api(server.Address, "/v1/t");
        await api.Put("/orders/42", "{}");

        var rejected = (await api.Post("/orders/42/commands/ship", "{}")).ShouldBeProblem(422, "rejected").ToString();

        var path = contract.OpenApi.At("paths").GetProperty("/v1/{tenant}/orders/{id}/commands/ship").GetProperty("post");
        var answer = path.At("responses/422/content").GetProperty("application/problem+json").GetProperty("schema");
        (await contract.FaultOfBodyAsync(answer, rejected)).ShouldBeEmpty();
        (await contract.FaultOfBodyAsync(answer, rejected.Replace("\"shipped\"", "\"lost\"", StringComparison.Ordinal)))
            .ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_command_that_the_server_refuses_is_not_promised()
    {
        using var folder = new ScratchFolder();
        Write(folder, "orders.json", """{ "type": "object" }""");
        Write(folder, "orders.ship.json", """{ "type": "object" }""");
        await using var server = await ServerProcess.StartAsync(
            await sqlite.CreateDatabaseAsync(), ("ARTIFACTS_DIR", folder.Path));
        await using var contract = await Contract.LearnOwnAsync(server.Address);
        var api = new Api(server.Address, "/v1/t");
        await api.Put("/orders/42", "{}");

        (await api.Post("/orders/42/commands/ship", "{}")).ShouldBeProblem(404, "unknown-command");
        (await api.Post("/orders/commands/ship", "{}")).ShouldBeProblem(404, "unknown-command");
        (await api.Get("/bundle")).Json.At("types/0/commands/0").GetString().ShouldBe("ship");

        var promised = contract.OpenApi.At("paths").EnumerateObject().Select(path => path.Name)
            .Concat(contract.OpenApi.At("components/schemas").EnumerateObject().Select(schema => schema.Name));
        promised.ShouldNotContain(name => name.Contains("ship", StringComparison.OrdinalIgnoreCase));
    }

    static void Write(ScratchFolder folder, string name, string schema)
    {
        Directory.CreateDirectory(folder.File("schemas"));
        File.WriteAllText(folder.File($"schemas/{name}"), schema);
    }

    static JsonElement Body(Contract contract, string path, string method) =>
        contract.OpenApi.At("paths").GetProperty(path).GetProperty(method)
            .At("requestBody/content").GetProperty("application/json").At("schema");

    static IEnumerable<JsonElement> Operations(JsonElement openApi) =>
        openApi.At("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(method => method.Value);
}
