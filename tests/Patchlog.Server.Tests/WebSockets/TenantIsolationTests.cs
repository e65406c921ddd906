using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.WebSockets;

/// <summary>Nothing of one tenant reaches a subscription to another, and its places mean nothing there.</summary>
public abstract class TenantIsolationTests(Backend backend) : ServerFixture(backend)
{
    [Fact]
    public async Task Two_subscriptions_of_one_connection_get_each_their_own()
    {
        string[] tenants = [Tenant, Fresh.Id()];
        await using var client = await ConnectAsync();
        foreach (var tenant in tenants)
            (await client.RequestAsync(Subscribe(tenant, "start"))).TextAt("type").ShouldBe("subscribed");

        for (var number = 0; number < 10; number++)
            (await Root.Post($"/v1/{tenants[number % 2]}/orders", "{}")).ShouldBe(201);

        for (var received = 0; received < 10;)
        {
            var frame = await client.NextAsync("events");
            foreach (var @event in frame.At("events").EnumerateArray())
            {
                @event.TextAt("tenant").ShouldBe(frame.TextAt("id"));
                received++;
            }
        }
    }

    [Fact]
    public async Task A_place_of_another_tenant_is_beyond_the_head_or_one_of_its_own()
    {
        for (var number = 0; number < 3; number++) await Api.Post("/orders", "{}");
        var place = (await Api.Get("/events")).Json.TextAt("checkpoint")!;
        var other = Fresh.Id();
        await using var client = await ConnectAsync();

        (await client.RequestAsync(Subscribe(other, place))).ShouldBeNack(400, "position-beyond-head");

        for (var number = 0; number < 4; number++) await Root.Post($"/v1/{other}/orders", "{}");
        await client.SendAsync(Subscribe(other, place));
        (await client.NextAsync("events")).At("events").EnumerateArray().ShouldAllBe(@event =>
            @event.TextAt("tenant") == other && @event.TextAt("position") == "4");
    }

    [Theory]
    [InlineData("")]
    [InlineData("_other")]
    [InlineData("a.b")]
    [InlineData("*")]
    [InlineData("../t")]
    public async Task A_tenant_that_there_can_not_be_is_refused(string tenant)
    {
        await using var client = await ConnectAsync();

        var problem = (await client.RequestAsync(
            $$"""{"type":"subscribe","id":"s","tenant":"{{tenant}}"}""")).ShouldBeNack(400, "invalid-frame");

        problem.TextAt("errors/0/pointer").ShouldBe("/tenant");
    }

    static string Subscribe(string tenant, string after) =>
        $$"""{"type":"subscribe","id":"{{tenant}}","tenant":"{{tenant}}","after":"{{after}}"}""";
}

public sealed class TenantIsolationTestsOnSqlite(SqliteBackend backend) : TenantIsolationTests(backend);

public sealed class TenantIsolationTestsOnPostgreSql(PostgresBackend backend) : TenantIsolationTests(backend);
