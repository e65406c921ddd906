using System.Net.Sockets;
using System.Text;
using Patchlog.Server.Tests.Harness;
using Patchlog.Server.Tests.Harness.Contracts;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>The literal words of a path mean something as they are written; in another case they are names.</summary>
public sealed class RouteCaseTests(SqliteBackend backend) : ServerFixture(backend)
{
    [Theory]
    [InlineData("Events")]
    [InlineData("EVENTS")]
    [InlineData("Commands")]
    [InlineData("Bundle")]
    [InlineData("Processes")]
    [InlineData("V1")]
    public async Task A_type_may_be_called_like_a_word_of_the_routes_in_another_case(string type)
    {
        (await Api.Put($"/{type}/e1", """{"total":1}""")).ShouldBe(201);

        var list = (await Api.Get($"/{type}")).ShouldBe(200).Json;
        list.At("items").GetArrayLength().ShouldBe(1);
        list.At("items/0").TextAt("id").ShouldBe("e1");
        (await Api.Post($"/{type}/search", """{"filter":{"path":"total","eq":1}}""")).ShouldBe(200).Json.At("items").GetArrayLength().ShouldBe(1);
        (await Api.Get($"/{type}/e1")).ShouldBeJson("""{"id":"e1","total":1}""");
        (await Api.Get($"/{type}/e1/events")).ShouldBe(200).Json.At("items").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("Search")]
    [InlineData("Commands")]
    [InlineData("Events")]
    [InlineData("Diagram.svg")]
    public async Task An_id_may_be_a_word_of_the_routes_in_another_case(string id)
    {
        (await Api.Put($"/orders/{id}", """{"total":1}""")).ShouldBe(201).Header("Location").ShouldBe($"/v1/{Tenant}/orders/{id}");

        (await Api.Get($"/orders/{id}")).ShouldBeJson($$"""{"id":"{{id}}","total":1}""");
        (await Api.Merge($"/orders/{id}", """{"total":2}""")).ShouldBe(200);
        (await Api.Delete($"/orders/{id}")).ShouldBe(204);
    }

    [Fact]
    public async Task No_literal_of_any_route_is_known_in_another_case()
    {
        await using var contract = await Contract.LearnOwnAsync(Backend.Server.Address);
        var tried = 0;

        foreach (var path in contract.OpenApi.At("paths").EnumerateObject())
            foreach (var other in InOtherCases(path.Name.Split('/')))
            {
                var options = await Root.Send("OPTIONS", other);

                if (contract.FindPath(other) is { } name)
                    AllowedBy(options).ShouldBe(MethodsOf(contract, name), ignoreOrder: true, other);
                else
                    options.ShouldBeProblem(404, "route-not-found");

                tried++;
            }

        tried.ShouldBeGreaterThan(30);
    }

    [Theory]
    [InlineData("OPTIONS *")]
    [InlineData("OPTIONS /")]
    [InlineData("GET //")]
    [InlineData("GET /%2e/events")]
    public async Task A_path_that_is_hardly_one_is_no_fault_of_the_server(string start)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Backend.Server.Address.Host, Backend.Server.Address.Port, Cancellation);
        await using var stream = client.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{start} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), Cancellation);
        var answer = await new StreamReader(stream).ReadToEndAsync(Cancellation);

        answer[.."HTTP/1.1 404".Length].ShouldBeOneOf("HTTP/1.1 404", "HTTP/1.1 204");
    }

    // The path with names for its parameters and one literal in capitals, for each of them.
    static IEnumerable<string> InOtherCases(string[] pattern)
    {
        for (var at = 1; at < pattern.Length; at++)
            if (!pattern[at].StartsWith('{'))
                yield return string.Join('/', pattern.Select((segment, i) =>
                    i == at ? segment.ToUpperInvariant() : segment.StartsWith('{') ? "name" : segment));
    }

    static string[] AllowedBy(Answer answer) => answer.Header("Allow")!.Split(", ");

    static IEnumerable<string> MethodsOf(Contract contract, string path)
    {
        var methods = contract.OpenApi.At("paths").GetProperty(path).EnumerateObject()
            .Select(operation => operation.Name.ToUpperInvariant())
            .Where(name => name is "GET" or "POST" or "PUT" or "PATCH" or "DELETE").ToList();

        return [.. methods, .. methods.Contains("GET") ? ["HEAD", "OPTIONS"] : (string[])["OPTIONS"]];
    }
}
