namespace Patchlog.Server.Tests.Harness;

/// <summary>Tests of the feed, in whatever way it is read: they tell the same few events.</summary>
public abstract class FeedFixture(Backend backend) : ServerFixture(backend)
{
    /// <summary>Writes four events of two types and three aggregates, and one that is another tenant's.</summary>
    protected async Task WriteAsync()
    {
        (await Api.Post("/orders", """{"id":"a"}""")).ShouldBe(201);
        (await Api.Post("/invoices", """{"id":"a"}""")).ShouldBe(201);
        (await Api.Post("/orders", """{"id":"b"}""")).ShouldBe(201);
        (await Api.Merge("/orders/a", """{"paid":true}""")).ShouldBe(200);
        (await Root.Post($"/v1/{Fresh.Id()}/orders", """{"id":"a"}""")).ShouldBe(201);
    }
}
