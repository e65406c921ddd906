using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Pages;

/// <summary><c>/docs</c> as a real browser draws it.</summary>
public sealed class DocsPageTests
{
    const string Operations = "document.querySelectorAll('.opblock').length";

    [Theory]
    [InlineData("")]
    [InlineData("/behind/proxy")]
    public async Task Documents_come_first_and_the_tenant_of_a_request_is_filled_in(string prefix)
    {
        await using var server = await ServerProcess.StartAsync("sqlite::memory:", ("PATH_PREFIX", prefix));
        await using var browser = await Chromium.StartAsync();
        await using var page = await browser.OpenAsync(new(server.Address, $"{prefix}/docs"));

        await page.BecomesTrueAsync($"{Operations} > 20");
        var sections = (await page.EvaluateAsync(
            "[...document.querySelectorAll('.opblock-tag')].map(tag => tag.dataset.tag)")).EnumerateArray()
            .Select(tag => tag.GetString()).ToList();
        sections[0].ShouldBe("Documents");
        (await page.EvaluateAsync("document.querySelectorAll('.errors-wrapper').length")).GetInt32().ShouldBe(0);

        await page.EvaluateAsync("document.querySelector('.opblock .opblock-summary-control').click()");
        await page.BecomesTrueAsync("document.querySelector('.try-out__btn') !== null");
        await page.EvaluateAsync("document.querySelector('.try-out__btn').click()");
        await page.BecomesTrueAsync(
            "document.querySelector('tr[data-param-name=tenant] input')?.value === 'default'");
    }
}
