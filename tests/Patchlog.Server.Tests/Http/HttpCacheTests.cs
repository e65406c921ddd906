using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>What caches may do with an answer: a write that was acknowledged shows in the next read.</summary>
public sealed class HttpCacheTests(SqliteBackend backend) : ServerFixture(backend)
{
    [Fact]
    public async Task What_may_change_is_asked_for_again()
    {
        await Api.Put("/orders/42", "{}");
        await Api.Put("/orders/43", "{}");
        await Api.Delete("/orders/43");

        foreach (var (path, status) in new[]
        {
            ("/orders/42", 200), ("/orders/42?at=1", 200), ("/orders", 200), ("/orders/42/events", 200),
            ("/orders/42?version=2", 404), ("/orders/44", 404), ("/orders/43", 410), ("/orders/43?version=2", 410),
        })
        {
            (await Api.Get(path)).ShouldBe(status).Header("Cache-Control").ShouldBe("no-cache", path);
            (await Api.Head(path)).Status.ShouldBe(status);
        }
        (await Api.Get("/orders/42").With("If-None-Match", "*")).ShouldBe(304).Header("Cache-Control").ShouldBe("no-cache");
        (await Api.Get("/orders/42").IfMatch(7)).ShouldBe(412).Header("Cache-Control").ShouldBe("no-cache");
        (await Api.Get("/orders/42?version=1").IfMatch(7)).ShouldBe(412).Header("Cache-Control").ShouldBe("no-cache");
        (await Api.Put("/orders/42", "{}")).Header("Cache-Control").ShouldBeNull();
    }

    [Fact]
    public async Task A_version_is_for_ever()
    {
        await Api.Put("/orders/42", "{}");

        var answer = await Api.Get("/orders/42?version=1");

        var words = answer.ShouldBe(200).Header("Cache-Control")!.Split(',', StringSplitOptions.TrimEntries);
        words.ShouldBe(["private", "immutable", "max-age=31536000"], ignoreOrder: true);
    }
}
