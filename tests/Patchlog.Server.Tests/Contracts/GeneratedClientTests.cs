using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Patchlog.Server.Tests.Harness;
using Patchlog.Server.Tests.Harness.Contracts;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Contracts;

/// <summary>Generators make clients of <c>/openapi.json</c> that compile and work, whatever the bundle.</summary>
public sealed partial class GeneratedClientTests(SqliteBackend sqlite)
{
    // Uses what Kiota generates: documents of a type, and a refusal.
    const string Program = """
        using Generated;
        using Generated.Models;
        using Microsoft.Kiota.Abstractions.Authentication;
        using Microsoft.Kiota.Http.HttpClientLibrary;
        using System.Threading.Tasks;

        public static class Program
        {
            public static async Task<string> RunAsync(string address)
            {
                using var adapter = new HttpClientRequestAdapter(new AnonymousAuthenticationProvider()) { BaseUrl = address };
                var customers = new Client(adapter).V1["t"].Customers;
                var stored = await customers["ada"].PutAsync(
                    new DraftCustomers { Name = "Ada", Email = "ada@example.com", Tier = DraftCustomers_tier.Gold });
                var created = await customers.PostAsync(
                    new DraftCustomers { Name = "Eve", Email = "eve@example.com", Tier = DraftCustomers_tier.Gold });
                var found = await customers.GetAsync(request => request.QueryParameters.Limit = 1);

                try
                {
                    await customers["bob"].PutAsync(new DraftCustomers { Name = "Bob" });
                }
                catch (ProblemMembers refusal)
                {
                    return $"{created.Name} {stored.Id} {stored.Tier} {found.Items[0].Version} {refusal.Code} {refusal.ResponseStatusCode}";
                }

                return "not refused";
            }
        }
        """;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_in_CSharp_has_the_types_of_the_bundle_and_works()
    {
        await using var server = await StartAsync(Repository.Path("examples/orders"));
        using var folder = new ScratchFolder();

        var assembly = await GeneratedCSharp.CompileAsync(await SaveAsync(server, folder), Program);

        var run = assembly.GetType("Program").ShouldNotBeNull().GetMethod("RunAsync", BindingFlags.Public | BindingFlags.Static)!;
        (await (Task<string>)run.Invoke(null, [server.Address.ToString().TrimEnd('/')])!)
            .ShouldBe("Eve ada Gold 1 schema-violation 422");
    }

    [Fact]
    public async Task A_client_in_CSharp_compiles_without_a_bundle()
    {
        await using var server = await StartAsync(bundle: null);
        using var folder = new ScratchFolder();

        var assembly = await GeneratedCSharp.CompileAsync(await SaveAsync(server, folder), "");

        assembly.GetType("Generated.Models.InvalidRequestProblem").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_client_in_CSharp_compiles_for_types_with_names_and_schemas_of_all_kinds()
    {
        using var bundle = OddBundle();
        await using var server = await StartAsync(bundle.Path);
        using var folder = new ScratchFolder();

        var assembly = await GeneratedCSharp.CompileAsync(await SaveAsync(server, folder), "");

        foreach (var name in (string[])["DomainProblem", "DomainSearch", "DomainMyType", "DomainDeleted", "StoredDeleted"])
            assembly.GetType($"Generated.Models.{name}").ShouldNotBeNull(name);
    }

    [Fact]
    public async Task Types_in_TypeScript_compile_and_nothing_is_impossible()
    {
        using var bundle = OddBundle();
        foreach (var artifacts in (string?[])[null, Repository.Path("examples/orders"), bundle.Path])
        {
            await using var server = await StartAsync(artifacts);
            using var folder = new ScratchFolder();
            var types = folder.File("types.ts");

            await RunNodeAsync("openapi-typescript/bin/cli.js", await SaveAsync(server, folder), "--output", types);
            await RunNodeAsync("typescript/bin/tsc", "--strict", "--noEmit", "--target", "es2022", types);

            var text = await File.ReadAllTextAsync(types, Cancellation);
            var schemas = text[text.IndexOf("\n    schemas: {", StringComparison.Ordinal)..];
            schemas = schemas[..schemas.IndexOf("\n    };", StringComparison.Ordinal)];
            schemas.ShouldContain("InvalidRequestProblem");
            Comment().Replace(schemas, "").ShouldNotContain("never");
            // The generator's own marks of parts that are not there.
            Absent().Replace(Comment().Replace(text, ""), "").ShouldNotContain("never");
        }
    }

    [Fact]
    public async Task No_schema_says_that_nothing_fits_and_each_reference_leads_to_a_schema_by_its_name()
    {
        await using var server = await StartAsync(Repository.Path("examples/orders"));
        var document = (await new Api(server.Address).Get("/openapi.json")).Json;
        var schemas = document.At("components/schemas").EnumerateObject().Select(schema => schema.Name).ToHashSet();

        foreach (var json in Objects(document))
        {
            if (json.TryGetProperty("$ref", out var reference) && reference.ValueKind == JsonValueKind.String
                && reference.GetString()!.StartsWith("#/components/schemas/", StringComparison.Ordinal))
            {
                schemas.ShouldContain(reference.GetString()!["#/components/schemas/".Length..]);
            }

            if (json.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
                properties.EnumerateObject().ShouldAllBe(property => property.Value.ValueKind != JsonValueKind.False);

            if (json.TryGetProperty("not", out var not))
                not.GetRawText().ShouldNotBe("{}");
        }
    }

    [Fact]
    public async Task The_page_begins_with_documents_and_fills_the_tenant_in()
    {
        await using var server = await StartAsync(Repository.Path("examples/orders"));
        var document = (await new Api(server.Address).Get("/openapi.json")).Json;
        var tags = document.At("tags").EnumerateArray().Select(tag => tag.TextAt("name")).ToList();

        tags.IndexOf("orders").ShouldBeLessThan(tags.IndexOf("Documents"));
        tags.IndexOf("Documents").ShouldBeLessThan(tags.IndexOf("Commands"));
        var tenants = Objects(document).Where(json =>
            json.TryGetProperty("in", out var place) && place.ValueKind == JsonValueKind.String && place.ValueEquals("path")
            && json.TextAt("name") == "tenant").ToList();
        tenants.ShouldNotBeEmpty();
        tenants.ShouldAllBe(parameter => parameter.TextAt("example") == "default");
    }

    async Task<ServerProcess> StartAsync(string? bundle) =>
        await ServerProcess.StartAsync(await sqlite.CreateDatabaseAsync(), ("ARTIFACTS_DIR", bundle));

    static async Task<string> SaveAsync(ServerProcess server, ScratchFolder folder)
    {
        var path = folder.File("openapi.json");
        await File.WriteAllTextAsync(path, (await new Api(server.Address).Get("/openapi.json")).ShouldBe(200).Text, Cancellation);

        return path;
    }

    static async Task RunNodeAsync(string program, params string[] arguments)
    {
        await using var node = ChildProcess.Start(
            "node", [Repository.Path($"tests/node_modules/{program}"), .. arguments]);

        (await node.ExitCodeAsync()).ShouldBe(0, string.Join('\n', [.. node.Output, node.Errors]));
    }

    // Names that the contract has itself, and what generators read otherwise than validators do.
    static ScratchFolder OddBundle()
    {
        var folder = new ScratchFolder();
        Directory.CreateDirectory(folder.File("schemas"));
        foreach (var name in (string[])["Problem", "search", "my-type", "document", "deleted"])
            Write(name, """{ "type": "object", "properties": { "self": { "$ref": "#" } } }""");

        Write("odd", """
            {
              "type": "object",
              "properties": {
                "id": { "type": "string" }, "gone": false, "any": true, "kind": { "const": "odd" }, "level": { "enum": [1, 2] },
                "either": { "type": ["object", "array", "string"] }, "bag": { "type": "object" }, "list": { "type": "array" }
              }
            }
            """);

        return folder;

        void Write(string name, string schema) => File.WriteAllText(folder.File($"schemas/{name}.json"), schema);
    }

    static IEnumerable<JsonElement> Objects(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => Objects(member.Value)).Prepend(json),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Objects),
        _ => [],
    };

    [GeneratedRegex(@"/\*\*.*?\*/", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\?: never;|^    \w+: never;$|^export type (webhooks|\$defs) = Record<string, never>;$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Absent();
}
