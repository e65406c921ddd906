using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Pages;

/// <summary>What a page hears in a real browser, whose rules for other origins nothing else has.</summary>
public sealed class ForeignPageTests
{
    [Fact]
    public async Task A_page_that_is_not_let_in_is_told_so_by_its_first_command_and_by_its_live_document()
    {
        await using var server = await ServerProcess.StartAsync("sqlite::memory:");
        await using var site = await OwnPage.StartAsync();
        await using var browser = await Chromium.StartAsync();
        await using var page = await browser.OpenAsync(site.Address);

        foreach (var use in new[] { "client.create('orders', { n: 1 })", "client.live('orders', '42').ready" })
        {
            var failure = await page.EvaluateAsync(Using(server, $$"""
                {{use}}.then(
                    () => ({ code: 'none' }),
                    failure => ({ code: failure.code, applied: failure.applied, message: failure.message }))
                """));

            failure.GetProperty("code").GetString().ShouldBe("foreign-origin");
            failure.GetProperty("applied").GetString().ShouldBe("no");
            failure.GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("ALLOWED_ORIGINS");
        }

        (await new Api(server.Address, "/v1/t").Get("/orders")).ShouldBe(200).Json.At("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_page_that_is_let_in_writes_and_sees_what_others_write()
    {
        await using var site = await OwnPage.StartAsync();
        await using var server = await ServerProcess.StartAsync("sqlite::memory:", ("ALLOWED_ORIGINS", site.Origin));
        await using var browser = await Chromium.StartAsync();
        await using var page = await browser.OpenAsync(site.Address);

        await page.EvaluateAsync(Using(server, """
            client.put('orders', '42', { n: 1 }).then(async ({ version }) => {
                const live = client.live('orders', '42');
                await live.ready;
                live.onChange(() => { globalThis.seen = live.value?.n; });
                globalThis.written = version;
            })
            """));
        (await page.EvaluateAsync("written")).GetInt64().ShouldBe(1);

        (await new Api(server.Address, "/v1/t").Merge("/orders/42", """{"n":2}""")).ShouldBe(200);

        await page.BecomesTrueAsync("globalThis.seen === 2");
    }

    static string Using(ServerProcess server, string use) => $$"""
        import('/client/index.js').then(({ Patchlog }) => {
            const client = new Patchlog('{{server.Address.GetLeftPart(UriPartial.Authority)}}', { tenant: 't' });
            return {{use}};
        })
        """;
}
