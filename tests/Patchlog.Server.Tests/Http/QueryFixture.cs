using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Shouldly;

namespace Patchlog.Server.Tests.Http;

/// <summary>What tests of queries share: documents, and the ids that came back.</summary>
public abstract class QueryFixture(Backend backend) : ServerFixture(backend)
{
    /// <summary>Creates documents of the type <c>orders</c> with these bodies.</summary>
    protected async Task CreateAsync(params string[] bodies)
    {
        foreach (var some in bodies.Chunk(100))
        {
            var answer = await Api.Post("/commands", $"[{string.Join(',', some.Select(body => Command.Create(body)))}]");
            foreach (var result in answer.ShouldBe(200).Json.At("results").EnumerateArray())
                result.TextAt("type").ShouldBe("ack", answer.Text);
        }
    }

    /// <summary>The ids that a query in a URL finds, in order; names and values are escaped here.</summary>
    protected async Task<string[]> FindAsync(params (string Name, string Value)[] parameters) =>
        IdsOf((await GetAsync(parameters)).ShouldBe(200));

    /// <summary>The answer to a query in a URL.</summary>
    protected async Task<Answer> GetAsync(params (string Name, string Value)[] parameters) =>
        await Api.Get("/orders?" + string.Join('&', parameters.Select(parameter =>
            $"{Uri.EscapeDataString(parameter.Name)}={Uri.EscapeDataString(parameter.Value)}")));

    /// <summary>The ids that a search finds, in order.</summary>
    protected async Task<string[]> SearchAsync(string body) =>
        IdsOf((await Api.Post("/orders/search", body)).ShouldBe(200));

    /// <summary>The ids on a page.</summary>
    protected static string[] IdsOf(Answer page) =>
        [.. page.Json.At("items").EnumerateArray().Select(item => item.TextAt("id")!)];

    /// <summary>The ids of all pages of a search whose body has no end yet, such as <c>{"limit":2</c>.</summary>
    protected async Task<string[]> SearchPagesAsync(string body)
    {
        List<string> ids = [];
        var next = "";
        while (true)
        {
            var page = (await Api.Post("/orders/search", body + next + "}")).ShouldBe(200);
            ids.AddRange(IdsOf(page));
            if (page.Json.At("next").ValueKind == JsonValueKind.Null)
                return [.. ids];
            next = $""","cursor":"{page.Json.TextAt("next")}" """;
        }
    }
}
