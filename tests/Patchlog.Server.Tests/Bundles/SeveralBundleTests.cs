using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Bundles;

/// <summary>Servers with different bundles share one PostgreSQL database.</summary>
public sealed class SeveralBundleTests(PostgresBackend postgres)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_server_judges_by_its_own_bundle_and_each_event_names_that_one()
    {
        using var folders = new ScratchFolder();
        var database = await postgres.CreateDatabaseAsync();
        await using var left = await StartAsync(folders, "left", database);
        await using var right = await StartAsync(folders, "right", database);

        foreach (var (server, own, other) in new[] { (left, "left", "right"), (right, "right", "left") })
        {
            var api = new Api(server.Address, "/v1/t");
            (await api.Put($"/orders/{own}", $$"""{"{{own}}":1}""")).Status.ShouldBe(201);
            (await api.Put($"/orders/{own}2", $$"""{"{{other}}":1}""")).Status.ShouldBe(422);
        }

        var (atLeft, atRight) = (await DigestAsync(left), await DigestAsync(right));
        atLeft.ShouldNotBe(atRight);
        (await new Api(left.Address, "/v1/t").Get("/events")).Json.GetProperty("items").EnumerateArray()
            .Select(item => item.TextAt("bundle")).ShouldBe([atLeft, atRight]);
    }

    static async Task<ServerProcess> StartAsync(ScratchFolder folders, string name, string database)
    {
        Directory.CreateDirectory(folders.File($"{name}/schemas"));
        await File.WriteAllTextAsync(
            folders.File($"{name}/schemas/orders.json"), $$"""{"required":["{{name}}"]}""", Cancellation);
        return await ServerProcess.StartAsync(database, ("ARTIFACTS_DIR", folders.File(name)));
    }

    static async Task<string?> DigestAsync(ServerProcess server) =>
        (await new Api(server.Address).Get("/v1/t/bundle")).Json.TextAt("digest");
}
