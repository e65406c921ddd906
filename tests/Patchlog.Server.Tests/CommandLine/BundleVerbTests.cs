using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

/// <summary>The verbs for those who write a bundle: <c>check</c>, <c>test</c> and <c>types</c>.</summary>
public sealed class BundleVerbTests(SqliteBackend sqlite, PostgresBackend postgres) : IDisposable
{
    static readonly string Orders = Repository.Path("examples/orders");

    readonly ScratchFolder _folder = new();

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_good_bundle_is_named_by_its_digest()
    {
        var (exitCode, output, errors) = await RunAsync("check", Orders);

        (exitCode, errors).ShouldBe((0, ""));
        output.ShouldMatch("^sha256:[0-9a-f]{64}: 5 types, 5 commands$");
    }

    [Fact]
    public async Task Faults_are_printed_as_a_compiler_would()
    {
        Write("schemas/orders.json", "{\n  \"type\": \"objekt\",\n  \"$ref\": \"nowhere.json\"\n}");
        Write("schemas/a.b.c.json", "{}");
        Write("schemas/broken.json", "{\n  \"type\":\n}");

        var (exitCode, output, errors) = await RunAsync("check", _folder.Path);

        (exitCode, output).ShouldBe((1, ""));
        var lines = errors.TrimEnd().Split('\n');
        lines.Select(line => line.Split(": ")[0]).ShouldBe([
            "schemas/a.b.c.json:1:1", "schemas/broken.json:3:1", "schemas/orders.json:2:3", "schemas/orders.json:3:3"]);

        var (_, json, _) = await RunAsync("check", _folder.Path, "--json");
        var faults = JsonExpectations.Read(json).At("faults").EnumerateArray().ToList();
        faults.Select(fault => $"{fault.TextAt("file")}:{fault.At("line")}:{fault.At("column")}: {fault.TextAt("detail")}")
            .ShouldBe(lines);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("test")]
    [InlineData("types")]
    public async Task A_folder_that_is_not_there_is_told_apart_from_one_with_faults(string verb)
    {
        (await RunAsync(verb, _folder.File("nowhere"))).ExitCode.ShouldBe(2);

        Write("schemas/orders.json", "[]");
        var (exitCode, _, errors) = await RunAsync(verb, _folder.Path);

        exitCode.ShouldBe(verb == "test" ? 2 : 1);
        errors.ShouldStartWith("schemas/orders.json:1:1: ");
    }

    [Fact]
    public async Task Stored_documents_are_held_against_a_bundle_on_postgresql_while_a_server_has_them()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var server = await ServerProcess.StartAsync(database);
        await FillAsync(server);

        await CheckAgainstAsync(database);
    }

    [Fact]
    public async Task Stored_documents_are_held_against_a_bundle_on_sqlite_while_no_server_has_them()
    {
        var database = await sqlite.CreateDatabaseAsync();
        await using (var server = await ServerProcess.StartAsync(database))
        {
            await FillAsync(server);
            (await RunAsync("check", Orders, "--against", database)).ExitCode.ShouldBe(2);
        }

        await CheckAgainstAsync(database);
        (await RunAsync("check", Orders, "--against", $"sqlite://{_folder.File("nowhere.db")}")).ExitCode.ShouldBe(2);
        (await RunAsync("check", Orders, "--against", "mysql://x")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task The_cases_of_the_example_pass_and_can_be_chosen()
    {
        var (exitCode, output, errors) = await RunAsync("test", Orders);
        (exitCode, errors).ShouldBe((0, ""));
        output.ShouldBe("29 passed, 0 failed");

        (await RunAsync("test", Orders, "--filter", "IS PAID")).Output.ShouldBe("1 passed, 0 failed");
        (await RunAsync("test", Orders, "--filter", "tests/orders")).Output.ShouldBe("15 passed, 0 failed");
        (await RunAsync("test", Orders, "--filter", "no such case")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task A_case_that_fails_shows_what_differs()
    {
        Write("schemas/notes.json", """{ "type": "object" }""");
        Write("tests/notes.json", """
            [
              {
                "description": "A note is created",
                "when": { "type": "create", "targetName": "notes", "body": { "id": "1", "text": "a" } },
                "then": { "events": [{ "body": { "id": "1", "text": "b" } }] }
              },
              {
                "description": "Nobody is there",
                "when": { "type": "delete", "targetName": "notes", "targetId": "1" },
                "then": { "rejected": { "code": "not-found" } }
              }
            ]
            """);

        var (exitCode, output, _) = await RunAsync("test", _folder.Path);

        exitCode.ShouldBe(1);
        output.ShouldBe("""
            failed: tests/notes.json:2: A note is created
                /then/events/0/body/text: expected "b", but it is "a"
            1 passed, 1 failed
            """);
        var lines = (await RunAsync("test", _folder.Path, "--json")).Output.Split('\n').Select(JsonExpectations.Read).ToList();
        lines.Select(line => line.At("passed").GetBoolean()).ShouldBe([false, true]);
        lines[0].At("differences/0").TextAt("actual").ShouldBe("a");

        Write("tests/wrong.json", """[{ "description": "d" }]""");
        var (faulty, _, errors) = await RunAsync("test", _folder.Path);
        faulty.ShouldBe(2);
        errors.ShouldStartWith("tests/wrong.json:1:2: ");
    }

    [Fact]
    public async Task Declarations_are_written_alike_every_time()
    {
        var file = _folder.File("bundle.ts");

        (await RunAsync("types", "--language", "typescript", Orders, "--out", file)).ExitCode.ShouldBe(0);

        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        text.ShouldContain("export interface Orders {");
        (await RunAsync("types", Orders)).Output.ShouldBe(text.TrimEnd('\n'));
        (await RunAsync("types", "--language", "cobol", Orders)).ExitCode.ShouldBe(1);
        (await RunAsync("types", Orders, "--out", _folder.File("no/such/folder.ts"))).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Declarations_compile_and_say_what_the_schemas_say()
    {
        Write("schemas/odd-name.json", """
            {
              "type": "object", "required": ["id"], "additionalProperties": false,
              "properties": {
                "id": { "type": "string" }, "constructor": { "type": "string" }, "new": { "type": "null" },
                "__proto__": { "type": "number" }, "a b": { "$ref": "#/$defs/tree" }, "any": { "$dynamicRef": "#dyn" },
                "loop": { "$ref": "#/$defs/loop" },
                "pair": { "type": "array", "prefixItems": [{ "type": "string" }, { "type": ["number", "null"] }], "items": false }
              },
              "$defs": {
                "dyn": { "$dynamicAnchor": "dyn" },
                "loop": { "anyOf": [{ "type": "string" }, { "allOf": [{ "$ref": "#/$defs/pool" }] }] },
                "pool": { "anyOf": [{ "type": "number" }, { "not": { "type": "null" }, "$ref": "#/$defs/leaf" }] },
                "leaf": { "const": "*/" },
                "tree": { "description": "*/", "type": "array", "items": { "$ref": "#/$defs/tree" } }
              }
            }
            """);
        File.Copy(Path.Combine(Orders, "schemas/orders.json"), _folder.File("schemas/orders.json"));
        File.Copy(Path.Combine(Orders, "schemas/_address.json"), _folder.File("schemas/_address.json"));
        Write("handlers/orders/ship.js", "export default (state, command, ctx) => ctx.reject('shipped', 'It is.')");
        (await RunAsync("types", _folder.Path, "--out", _folder.File("bundle.ts"))).ExitCode.ShouldBe(0);
        Write("use.ts", """
            import type { Bundle, OddName, Orders } from './bundle.js';

            const order: Orders = {
              id: '42', number: '2026-0001', customer: 'ada', status: 'open',
              lines: [{ sku: 'AB-100', quantity: 2, price: 19.9 }],
              shipTo: { street: 's', city: 'c', postalCode: '12345', country: 'US' },
            };
            const document: Bundle['orders']['document'] = order;
            // @ts-expect-error There is no such status.
            order.status = 'lost';
            // @ts-expect-error There is no such member.
            order.total = 1;
            const odd: OddName = { id: '1', pair: ['a', null], 'a b': [[], [[]]], new: null, loop: '*/', any: document };
            // @ts-expect-error A tuple ends.
            odd.pair = ['a', null, 1];
            type Ship = Bundle['orders']['commands']['ship'];
            const code: Ship['rejections'] = 'shipped';
            const result: Ship['result'] = order;
            // @ts-expect-error There is no such code.
            const other: Ship['rejections'] = 'lost';
            """);

        await using var compiler = ChildProcess.Start(
            "node",
            [
                Repository.Path("clients/typescript/node_modules/typescript/bin/tsc"), "--noEmit", "--strict",
                "--exactOptionalPropertyTypes", "--module", "NodeNext", "--moduleResolution", "NodeNext",
                "use.ts",
            ],
            _folder.Path);

        (await compiler.ExitCodeAsync()).ShouldBe(0, string.Join('\n', compiler.Output));
    }

    static async Task FillAsync(ServerProcess server)
    {
        foreach (var tenant in (string[])["one", "two"])
        {
            var api = new Api(server.Address, $"/v1/{tenant}");
            (await api.Post("/customers", """{ "id": "ada", "name": "Ada", "email": "a@example.org" }""")).ShouldBe(201);
            (await api.Post("/customers", """{ "id": "bob", "name": "Bob", "email": "a@example.org" }""")).ShouldBe(201);
            (await api.Post("/customers", """{ "id": "gone" }""")).ShouldBe(201);
            (await api.Delete("/customers/gone")).ShouldBe(204);
        }

        (await new Api(server.Address, "/v1/two").Post("/orders", """{ "id": "42" }""")).ShouldBe(201);
    }

    static async Task CheckAgainstAsync(string database)
    {
        var (exitCode, output, _) = await RunAsync("check", Orders, "--against", database);

        exitCode.ShouldBe(1);
        output.Split('\n')[1..].ShouldBe([
            "two: orders/42: The member 'number' is missing.",
            .. output.Split('\n').Where(line => line.StartsWith("two: orders/42: ", StringComparison.Ordinal)).Skip(1),
            "one: customers: /email must be unique, and is the same in ada, bob",
            "two: customers: /email must be unique, and is the same in ada, bob",
            "check: 5 documents, 1 refused, 2 with a value that another one has",
        ]);
        var documents = JsonExpectations.Read((await RunAsync("check", Orders, "--against", database, "--json")).Output)
            .At("documents");
        (documents.At("checked").GetInt32(), documents.At("refused").GetInt32(), documents.At("twins").GetInt32())
            .ShouldBe((5, 1, 2));
        documents.At("firstTwins/0/targetIds").EnumerateArray().Select(id => id.GetString()).ShouldBe(["ada", "bob"]);
    }

    static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        PatchlogProgram.RunAsync(null, arguments);

    void Write(string name, string text)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
