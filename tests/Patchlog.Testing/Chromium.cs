using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Patchlog.Testing;

/// <summary>A real browser without a window, with a profile of its own, driven by the Chrome DevTools Protocol.</summary>
public sealed class Chromium : IAsyncDisposable
{
    const string Program = "/usr/bin/chromium";

    readonly ScratchFolder _profile = new();
    readonly HttpClient _devTools = new();
    readonly ChildProcess _process;

    // Without a sandbox: root may have none, and what it opens is our own.
    Chromium() => _process = ChildProcess.Start(Program, [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-breakpad", "--disable-crash-reporter",
        "--disable-background-networking", "--remote-debugging-port=0", $"--user-data-dir={_profile.Path}", "about:blank"]);

    /// <summary>Starts one; returns when it takes commands.</summary>
    public static async Task<Chromium> StartAsync()
    {
        var browser = new Chromium();
        try
        {
            await Eventually.HoldsAsync(browser.IsReady, what: "Chromium takes commands");

            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a page; returns when it is loaded with all that it names.</summary>
    /// <param name="address">Where it is.</param>
    public async Task<BrowserPage> OpenAsync(Uri address)
    {
        var target = new Uri($"/json/new?{Uri.EscapeDataString(address.AbsoluteUri)}", UriKind.Relative);
        using var opened = await _devTools.PutAsync(target, content: null);
        opened.EnsureSuccessStatusCode();
        var described = await opened.Content.ReadFromJsonAsync<JsonElement>();

        var page = await BrowserPage.AttachAsync(new(described.GetProperty("webSocketDebuggerUrl").GetString()!));
        await page.BecomesTrueAsync("document.readyState === 'complete' && location.href !== 'about:blank'");

        return page;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _devTools.Dispose();
        _profile.Dispose();
    }

    // Chromium writes the port that it has chosen, and a path, into a file.
    bool IsReady()
    {
        if (_process.HasExited)
            throw new InvalidOperationException($"Chromium ended before it was ready:\n{_process.Errors}");

        var file = _profile.File("DevToolsActivePort");
        if (!File.Exists(file) || File.ReadAllLines(file) is not [var port, _, ..])
            return false;

        _devTools.BaseAddress = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        return true;
    }
}
