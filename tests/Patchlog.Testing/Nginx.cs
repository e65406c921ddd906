using System.Globalization;

namespace Patchlog.Testing;

/// <summary>An nginx of a test's own, with one site.</summary>
public sealed class Nginx : IAsyncDisposable
{
    const string Program = "/usr/sbin/nginx";

    readonly ScratchFolder _folder = new();
    readonly ReservedPort _port = new();
    ChildProcess? _process;

    Nginx()
    {
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port.Number}/"));

    /// <summary>Starts one; returns when it answers.</summary>
    /// <param name="site">The site, as a file of <c>sites-available</c> that listens on port 80.</param>
    /// <param name="upstream">The server that stands in it as <c>127.0.0.1:3000</c>.</param>
    public static async Task<Nginx> StartAsync(string site, Uri upstream)
    {
        var nginx = new Nginx();
        await File.WriteAllTextAsync(nginx._folder.File("site.conf"), site
            .Replace("127.0.0.1:3000", upstream.Authority, StringComparison.Ordinal)
            .Replace("listen 80;", $"listen {nginx.Address.Authority};", StringComparison.Ordinal));
        await File.WriteAllTextAsync(nginx._folder.File("nginx.conf"), nginx.Main());

        nginx._process = ChildProcess.Start(
            Program, ["-p", nginx._folder.Path, "-c", nginx._folder.File("nginx.conf"), "-e", "stderr"]);
        await Eventually.HoldsAsync(nginx.AnswersAsync, what: "nginx answers");

        return nginx;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _port.Dispose();
        _folder.Dispose();
    }

    // One process, which writes nowhere but to its folder.
    string Main() => $$"""
        daemon off;
        master_process off;
        pid {{_folder.File("nginx.pid")}};
        error_log stderr;
        events {}
        http {
            access_log off;
            client_body_temp_path {{_folder.File("body")}};
            proxy_temp_path {{_folder.File("proxy")}};
            fastcgi_temp_path {{_folder.File("fastcgi")}};
            uwsgi_temp_path {{_folder.File("uwsgi")}};
            scgi_temp_path {{_folder.File("scgi")}};
            include {{_folder.File("site.conf")}};
        }
        """;

    async Task<bool> AnswersAsync()
    {
        if (_process!.HasExited)
            throw new InvalidOperationException($"nginx ended before it was ready:\n{_process.Errors}");

        using var client = new HttpClient();
        try
        {
            using var answer = await client.GetAsync(Address);
            return true;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }
}
