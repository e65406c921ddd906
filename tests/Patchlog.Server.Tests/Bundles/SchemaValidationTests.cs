using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Bundles;

/// <summary>A server with a bundle of schemas, over both wires.</summary>
public sealed class SchemaValidationTests : IAsyncLifetime
{
    const string Good = """
        {"number":"2026-0001","customer":"c1","status":"open","lines":[{"sku":"AB-123","quantity":1,"price":1.05}],
        "shipTo":{"street":"Main Street 1","city":"Springfield","postalCode":"12345","country":"US"}}
        """;

    static readonly string Orders = Repository.Path("examples/orders");

    readonly Envelopes _command = new("t");
    ServerProcess? _server;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    Api Api => new(_server!.Address, "/v1/t");

    Api Root => new(_server!.Address);

    public async ValueTask InitializeAsync() =>
        _server = await ServerProcess.StartAsync("sqlite::memory:", ("ARTIFACTS_DIR", Orders));

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_good_order_is_taken_and_its_event_names_the_bundle()
    {
        (await Api.Put("/orders/1", Good)).Status.ShouldBe(201);

        var bundle = (await Root.Get("/v1/t/bundle")).Json.TextAt("digest");
        bundle.ShouldStartWith("sha256:");
        (await Api.Get("/orders/1/events")).Json.GetProperty("items")[0].TextAt("bundle").ShouldBe(bundle);
    }

    [Fact]
    public async Task A_bad_order_is_refused_with_a_pointer_to_each_reason_on_every_way()
    {
        (await Api.Put("/orders/2", Good)).Status.ShouldBe(201);
        Request[] requests =
        [
            Api.Post("/orders", """{"number":"x"}"""),
            Api.Put("/orders/2", """{"number":"x"}"""),
            Api.Patch("/orders/2", """[{"op":"replace","path":"/number","value":"x"}]"""),
            Api.Merge("/orders/2", """{"number":"x"}"""),
            Api.Post("/commands", _command.Patch("2", """{"number":"x"}""")),
        ];

        foreach (var request in requests)
        {
            var answer = await request;
            (answer.Status, answer.Json.TextAt("code"), answer.Json.TextAt("applied"))
                .ShouldBe((422, "schema-violation", "no"));
            answer.Json.GetProperty("errors").EnumerateArray().Select(error => $"{error.TextAt("pointer")} {error.TextAt("code")}")
                .ShouldContain("/body/number pattern");
        }

        (await Api.Get("/orders/2")).Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_socket_refuses_it_and_stays_open()
    {
        await using var socket = await WebSocketClient.ConnectAsync(_server!.Address);
        await socket.SendAsync(_command.Create("""{"number":"x"}"""));
        var nack = await socket.NextAsync("nack");

        nack.GetProperty("problem").TextAt("code").ShouldBe("schema-violation");
        await socket.SendAsync("""{"type":"ping"}""");
        await socket.NextAsync("pong");
    }

    [Fact]
    public async Task The_server_s_own_tenant_tells_of_the_bundle_and_is_written_by_nobody_else()
    {
        var told = await Root.Get("/v1/_system/bundles/active");
        told.Json.TextAt("digest").ShouldBe((await Root.Get("/v1/t/bundle")).Json.TextAt("digest"));
        (await Root.Get("/v1/_system/events")).Json.GetProperty("items").GetArrayLength().ShouldBe(1);

        (await Root.Put("/v1/_system/bundles/active", "{}")).Status.ShouldBe(400);
        (await Root.Delete("/v1/_system/bundles/active")).Status.ShouldBe(400);
        (await Root.Post("/v1/_system/orders", "{}")).Status.ShouldBe(400);
        (await Root.Get("/v1/_system/events")).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task What_is_active_and_what_is_in_it_can_be_seen()
    {
        var bundle = (await Root.Get("/v1/t/bundle")).Json;

        bundle.GetProperty("types").EnumerateArray().Select(type => type.TextAt("name"))
            .ShouldBe(["customers", "orders", "payments", "reminders", "reservations"]);
        bundle.GetProperty("types")[1].GetProperty("unique").ShouldBeJson("""[["/number"]]""");
        bundle.TextAt("source").ShouldBe($"folder {Orders}");
        (await Root.Get("/readyz?verbose")).Json.GetProperty("bundle").TextAt("digest")
            .ShouldBe(bundle.TextAt("digest"));
    }

    [Fact]
    public async Task Validation_can_be_switched_off_and_that_is_said()
    {
        await using var lax = await ServerProcess.StartAsync(
            "sqlite::memory:", ("ARTIFACTS_DIR", Orders), ("VALIDATION", "off"));
        var api = new Api(lax.Address, "/v1/t");

        (await api.Put("/orders/1", "{}")).Status.ShouldBe(201);

        (await api.Get("/bundle")).Json.TextAt("validation").ShouldBe("off");
    }

    [Fact]
    public async Task A_change_of_the_folder_is_a_change_of_the_bundle_while_the_server_runs()
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder.File("schemas"));
        await File.WriteAllTextAsync(folder.File("schemas/orders.json"), "{}", Cancellation);
        await using var server = await ServerProcess.StartAsync("sqlite::memory:", ("ARTIFACTS_DIR", folder.Path));
        var api = new Api(server.Address, "/v1/t");
        var before = await DigestAsync(api);

        await File.WriteAllTextAsync(folder.File("schemas/orders.json"), """{"type":"objekt"}""", Cancellation);
        await Eventually.HoldsAsync(async () => (await FaultsAsync(server)).Count == 1);
        (await FaultsAsync(server))[0].ShouldStartWith("schemas/orders.json:1:2: ");
        server.Errors.ShouldContain("schemas/orders.json:1:2: ");
        (await DigestAsync(api)).ShouldBe(before);
        (await api.Put("/orders/1", "{}")).Status.ShouldBe(201);

        await File.WriteAllTextAsync(folder.File("schemas/orders.json"), """{"required":["n"]}""", Cancellation);
        await Eventually.HoldsAsync(async () => await DigestAsync(api) != before);
        (await api.Put("/orders/2", "{}")).Status.ShouldBe(422);
        (await FaultsAsync(server)).ShouldBeEmpty();
    }

    static async Task<string?> DigestAsync(Api api) => (await api.Get("/bundle")).Json.TextAt("digest");

    static async Task<List<string>> FaultsAsync(ServerProcess server) =>
    [
        .. (await new Api(server.Address).Get("/readyz?verbose")).Json.GetProperty("bundle").GetProperty("faults").EnumerateArray()
            .Select(fault => fault.GetString()!),
    ];
}
