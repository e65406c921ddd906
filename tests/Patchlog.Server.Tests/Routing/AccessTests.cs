using System.Text;
using Patchlog.Server.Contracts;
using Patchlog.Server.Routing;
using Patchlog.Server.Tests.Harness;
using Patchlog.Server.WebSockets;
using Patchlog.Server.Wire;
using Patchlog.Testing;
using Shouldly;
using Xunit;
using Frames = Patchlog.Server.Tests.Harness.Frames;

namespace Patchlog.Server.Tests.Routing;

/// <summary>
/// Access control, the actor and tracing cost one line in the table of routes and one in the table of frames: a policy of
/// this test sees every row of both. The tests walk the tables, so a new row is held to it, too.
/// </summary>
public sealed class AccessTests : IAsyncLifetime
{
    // The tenant of all examples in the contracts.
    const string Tenant = "default";

    // Commands without a frame; every other frame is shown by its example in the contract.
    static readonly Dictionary<string, string> BareCommands = new(StringComparer.Ordinal)
    {
        ["create"] = new Envelopes(Tenant).Create("{}"),
        ["patch"] = new Envelopes(Tenant).Patch("42", "{}"),
        ["delete"] = new Envelopes(Tenant).Delete("42"),
        ["logic"] = $$$"""{"type":"logic","name":"ship","tenant":"{{{Tenant}}}","targetName":"orders","body":{}}""",
        ["orchestration"] =
            $$$"""{"type":"orchestration","tenant":"{{{Tenant}}}","targetName":"pay","body":{ "start": {} } }""",
    };

    readonly ClosingPolicy _policy = new();
    HostedServer? _server;

    HostedServer Server => _server ?? throw new InvalidOperationException("The server has not started.");

    Api Api => new(Server.Address);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_route_has_the_access_of_a_tenant_if_and_only_if_its_path_has_a_tenant()
    {
        foreach (var (route, method) in Rows())
            IsOfTenant(method.Access).ShouldBe(
                route.Pattern.Contains("{tenant}", StringComparison.Ordinal), $"{method.Method} {route.Pattern}");
    }

    [Fact]
    public async Task Every_route_of_a_tenant_refuses_a_caller_who_may_not_use_it()
    {
        _policy.Closed = Tenant;

        foreach (var (route, method) in Rows().Where(row => IsOfTenant(row.Method.Access)))
            (await RequestOf(route, method)).ShouldBeProblem(403, "forbidden");
    }

    [Fact]
    public async Task A_route_without_a_tenant_and_another_tenant_stay_open()
    {
        _policy.Closed = Tenant;

        foreach (var (route, method) in Rows().Where(row => row.Method.Access == Access.Open))
            (await RequestOf(route, method)).Status.ShouldBe(StatusWithoutSecrets(route), route.Pattern);
        (await Api.Put("/v1/other/orders/42", "{}")).ShouldBe(201);
    }

    // The hook is there only for who has a secret to know GitHub by, and this server has none.
    static int StatusWithoutSecrets(Route route) => route.Pattern == "/hooks/github" ? 404 : 200;

    [Fact]
    public async Task Every_frame_of_a_tenant_refuses_a_caller_who_may_not_use_it()
    {
        await using var client = await WebSocketClient.ConnectAsync(Server.Address);
        await client.SendAsync(FrameOf("subscribe"));
        await client.NextAsync("subscribed");
        _policy.Closed = Tenant;

        foreach (var row in FrameReader.Rows.Where(row => IsOfTenant(row.Access)))
        {
            await client.SendAsync(FrameOf(row.Type));
            if (row.Type == "batch")
                (await client.NextAsync("batchAck")).At("results/0").ShouldBeNack(403, "forbidden");
            else
                (await client.NextAsync("nack")).ShouldBeNack(403, "forbidden");
        }

        (await client.RequestAsync("""{"type":"ping","id":"p"}""")).TextAt("type").ShouldBe("pong");
        (await client.RequestAsync(Frames.Command("c", new Envelopes("other").Create("{}")))).ShouldBeAck(version: 1);
    }

    [Fact]
    public async Task The_events_of_all_entrances_name_the_actor()
    {
        var command = new Envelopes(Tenant);
        var api = new Api(Server.Address, $"/v1/{Tenant}");
        await using var client = await WebSocketClient.ConnectAsync(Server.Address);

        (await api.Put("/orders/1", "{}")).ShouldBe(201);
        (await api.Post("/orders", """{"id":"2"}""")).ShouldBe(201);
        (await api.Merge("/orders/2", """{"n":1}""")).ShouldBe(200);
        (await api.Delete("/orders/2")).ShouldBe(204);
        (await api.Post("/commands", command.Create("""{"id":"3"}"""))).ShouldBe(200);
        (await api.Post("/commands", $"[{command.Create("""{"id":"4"}""")}]")).ShouldBe(200);
        (await client.RequestAsync(command.Create("""{"id":"5"}""", id: "bare"))).ShouldBeAck(version: 1);
        (await client.RequestAsync(Frames.Command("c", command.Create("""{"id":"6"}""")))).ShouldBeAck(version: 1);
        (await client.RequestAsync(Frames.Batch("b", command.Create("""{"id":"7"}""")))).At("results/0").ShouldBeAck(1);

        var events = (await api.Get("/events")).ShouldBe(200).Json.At("items").EnumerateArray().ToList();
        events.Count.ShouldBe(9);
        events.ShouldAllBe(@event => @event.TextAt("actor") == _policy.Actor);
    }

    [Fact]
    public async Task Every_request_is_traced_once_under_the_name_of_its_operation()
    {
        using var traces = new ActivityLog(_policy.Actor);

        foreach (var (route, method) in Rows())
            await RequestOf(route, method);

        traces.Names.ShouldBe(Rows().Select(row => row.Method.Operation.Id));
    }

    [Fact]
    public async Task Every_frame_is_traced_once_under_its_type()
    {
        await using var client = await WebSocketClient.ConnectAsync(Server.Address);
        await client.NextAsync("welcome");
        using var traces = new ActivityLog(_policy.Actor);

        foreach (var row in FrameReader.Rows)
            await client.SendAsync(FrameOf(row.Type));

        await Eventually.HoldsAsync(() => traces.Names.Count >= FrameReader.Rows.Count);
        (await client.RequestAsync("""{"type":"ping","id":"last"}""")).TextAt("type").ShouldBe("pong");
        traces.Names.Take(FrameReader.Rows.Count).ShouldBe(FrameReader.Rows.Select(row => row.Type));
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _server = await HostedServer.StartAsync(_policy, Cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    IEnumerable<(Route Route, RouteMethod Method)> Rows() =>
        Server.Routes.SelectMany(route => route.Methods.Select(method => (route, method)));

    /// <summary>A request in good order, with the first example of a body if the operation takes one.</summary>
    Request RequestOf(Route route, RouteMethod method)
    {
        var path = route.Pattern
            .Replace("{tenant}", Tenant, StringComparison.Ordinal).Replace("{type}", "orders", StringComparison.Ordinal)
            .Replace("{id}", "42", StringComparison.Ordinal);
        foreach (var parameter in method.Operation.Parameters.Where(parameter => parameter.Values is not null))
            path = path.Replace($"{{{parameter.Name}}}", parameter.Values?.First(), StringComparison.Ordinal);

        var request = Api.Send(method.Method, path.Replace("{name}", "ship", StringComparison.Ordinal));
        return method.Operation.Takes is [var content, ..]
            ? request with { Body = Encoding.UTF8.GetBytes(content.Examples[0].Json), MediaType = content.MediaType }
            : request;
    }

    static string FrameOf(string type) => BareCommands.TryGetValue(type, out var command)
        ? command
        : FrameTable.Of(new()).Single(frame => frame.Name == type).Example;

    static bool IsOfTenant(Access access) => access is Access.ReadTenant or Access.WriteTenant;
}
