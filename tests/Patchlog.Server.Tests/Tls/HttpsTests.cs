using System.Net;
using System.Net.WebSockets;
using System.Text;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Tls;

/// <summary>HTTPS and WebSockets over TLS, and the renewal of the certificate.</summary>
public sealed class HttpsTests : IDisposable
{
    readonly CertificateAuthority _authority = new();
    readonly ScratchFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    string CertificateFile => _folder.File("certificate.pem");

    string KeyFile => _folder.File("key.pem");

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_document_is_written_and_read_over_every_version_of_http(string version)
    {
        Write(_authority.Issue());
        await using var server = await StartAsync();
        using var client = Client(version);

        server.Address.Scheme.ShouldBe("https");
        using var written = await client.PutAsync(
            new Uri(server.Address, "/v1/t/orders/1"), Json("""{"total":1.10}"""), Cancellation);
        using var read = await client.GetAsync(new Uri(server.Address, "/v1/t/orders/1"), Cancellation);

        written.StatusCode.ShouldBe(HttpStatusCode.Created);
        (read.Version.ToString(), read.StatusCode).ShouldBe((version, HttpStatusCode.OK));
        (await read.Content.ReadAsStringAsync(Cancellation)).ShouldContain("1.10");
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_socket_takes_commands_over_every_version_of_http(string version)
    {
        Write(_authority.Issue());
        await using var server = await StartAsync();
        using var handler = _authority.CreateHandler();
        await using var socket = await WebSocketClient.ConnectAsync(server.Address, handler, new System.Version(version));

        var welcome = await socket.NextAsync();
        var answer = await socket.RequestAsync(new Envelopes("t").Create("{}", "c1"));

        welcome.TextAt("type").ShouldBe("welcome");
        answer.TextAt("type").ShouldBe("ack");
    }

    [Fact]
    public async Task Over_http_2_a_page_of_the_socket_and_a_stream_of_events_are_answered_as_over_http_1()
    {
        Write(_authority.Issue());
        await using var server = await StartAsync();
        using var client = Client("2.0");
        using var created = await client.PutAsync(
            new Uri(server.Address, "/v1/t/orders/1"), Json("{}"), Cancellation);

        using var page = await client.GetAsync(new Uri(server.Address, "/ws"), Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/v1/t/events"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { { "Accept", "text/event-stream" }, { "Last-Event-ID", "start" } },
        };
        using var events = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var lines = new StreamReader(await events.Content.ReadAsStreamAsync(Cancellation));

        page.StatusCode.ShouldBe(HttpStatusCode.UpgradeRequired);
        events.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Eventually.EndsAsync(lines.ReadLineAsync(Cancellation).AsTask())).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_foreign_page_opens_no_socket_over_http_2()
    {
        Write(_authority.Issue());
        await using var server = await StartAsync();
        using var handler = _authority.CreateHandler();
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.SetRequestHeader("Origin", "https://evil.example");
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);

        var refusal = await Should.ThrowAsync<WebSocketException>(
            () => socket.ConnectAsync(new UriBuilder(server.Address) { Scheme = "wss", Path = "/ws" }.Uri, invoker, Cancellation));

        refusal.ToString().ShouldContain("403");
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_socket_too_many_is_refused_over_every_version_of_http(string version)
    {
        Write(_authority.Issue());
        await using var server = await HostedServer.StartAsync(
            new ServerOptions(HostedServer.Settings with { Tls = new(CertificateFile, KeyFile) })
            {
                Limits = new() { MaxWebSockets = 1 },
            },
            Cancellation);
        using var handler = _authority.CreateHandler();
        await using (await WebSocketClient.ConnectAsync(server.Address, handler, new System.Version(version)))
        {
            var refusal = await Should.ThrowAsync<WebSocketException>(
                () => WebSocketClient.ConnectAsync(server.Address, handler, new System.Version(version)));
            refusal.ToString().ShouldContain("429");
        }

        await Eventually.HoldsAsync(CanConnectAsync);   // the first one has made room

        async Task<bool> CanConnectAsync()
        {
            try
            {
                await using var socket = await WebSocketClient.ConnectAsync(server.Address, handler, new System.Version(version));
                return true;
            }
            catch (WebSocketException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_new_certificate_is_shown_without_a_restart_and_open_connections_go_on()
    {
        var (first, second) = (_authority.Issue(), _authority.Issue());
        Write(first);
        await using var server = await StartAsync();
        using var handler = _authority.CreateHandler();
        await using var socket = await WebSocketClient.ConnectAsync(server.Address, handler, new System.Version(1, 1));
        (await ShownByAsync(server)).ShouldBe(first.Hash);

        Write(second);

        await Eventually.HoldsAsync(async () => await ShownByAsync(server) == second.Hash);
        (await socket.RequestAsync(new Envelopes("t").Create("{}", "c1"))).TextAt("type").ShouldBe("ack");
    }

    [Fact]
    public async Task What_is_no_pair_is_told_of_and_the_certificate_before_stays()
    {
        var (first, second) = (_authority.Issue(), _authority.Issue());
        Write(first);
        await using var server = await StartAsync();

        Write(first with { Key = second.Key });
        await Eventually.HoldsAsync(() => server.Errors.Contains(KeyFile, StringComparison.Ordinal));
        (await ShownByAsync(server)).ShouldBe(first.Hash);

        Write(second);
        await Eventually.HoldsAsync(async () => await ShownByAsync(server) == second.Hash);
    }

    [Fact]
    public async Task A_certificate_that_has_expired_is_shown_with_a_warning()
    {
        Write(_authority.Issue(days: 0));
        await using var server = await StartAsync();

        await Eventually.HoldsAsync(() => server.Errors.Contains("not valid any more", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no key setting", "TLS_CERT_FILE is set, and TLS_KEY_FILE is not")]
    [InlineData("no certificate setting", "TLS_KEY_FILE is set, and TLS_CERT_FILE is not")]
    [InlineData("no certificate file", "TLS_CERT_FILE can't be read")]
    [InlineData("no key file", "TLS_KEY_FILE can't be read")]
    [InlineData("an empty file", "is empty, or no regular file")]
    [InlineData("a pipe", "is empty, or no regular file")]
    [InlineData("a link to a pipe", "is empty, or no regular file")]
    [InlineData("a key for a certificate", "has no certificate; it must be PEM")]
    [InlineData("half a certificate", "has no certificate; it must be PEM")]
    [InlineData("a certificate for a key", "has no private key; it must be PEM")]
    [InlineData("half a key", "is broken, or is not that of the first certificate")]
    [InlineData("another's key", "is broken, or is not that of the first certificate")]
    [InlineData("a passphrase", "has a passphrase; it must have none")]
    [InlineData("a large file", "is larger than any certificate or key")]
    public async Task What_is_no_pair_at_the_start_is_refused_with_a_sentence(string fault, string sentence)
    {
        var (issued, other) = (_authority.Issue(), _authority.Issue());
        Write(fault switch
        {
            "an empty file" => issued with { Key = "" },
            "a key for a certificate" => issued with { Chain = issued.Key },
            "half a certificate" => issued with { Chain = issued.Chain[..100] },
            "a certificate for a key" => issued with { Key = issued.Chain },
            "half a key" => issued with { Key = $"{issued.Key[..60]}\n-----END PRIVATE KEY-----\n" },
            "another's key" => issued with { Key = other.Key },
            "a passphrase" => issued with { Key = issued.EncryptedKey },
            "a large file" => issued with { Key = new string('x', 2 << 20) },
            _ => issued,
        });
        await using var process = PatchlogProgram.Start(
            _folder.Path, "sqlite::memory:", [],
            ("TLS_CERT_FILE", fault switch
            {
                "no certificate setting" => null,
                "no certificate file" => _folder.File("nowhere.pem"),
                _ => CertificateFile,
            }),
            ("TLS_KEY_FILE", fault switch
            {
                "no key setting" => null,
                "no key file" => _folder.File("nowhere.pem"),
                "a pipe" => await PipeAsync(_folder.File("pipe")),
                "a link to a pipe" => LinkTo(await PipeAsync(_folder.File("pipe"))),
                _ => KeyFile,
            }));

        (await process.ExitCodeAsync()).ShouldBe(1);
        process.Errors.ShouldStartWith("patchlog: ");
        process.Errors.ShouldContain(sentence);
        process.Errors.ShouldNotContain("   at ");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    static string LinkTo(string path) => File.CreateSymbolicLink($"{path}.link", path).FullName;

    static async Task<string> PipeAsync(string path)
    {
        await using var making = ChildProcess.Start("mkfifo", [path]);
        (await making.ExitCodeAsync()).ShouldBe(0);

        return path;
    }

    static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(
        "sqlite::memory:", ("TLS_CERT_FILE", CertificateFile), ("TLS_KEY_FILE", KeyFile), ("LOG_LEVEL", "info"));

    HttpClient Client(string version) => new(_authority.CreateHandler())
    {
        DefaultRequestVersion = new System.Version(version),
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = Eventually.Patience,
    };

    async Task<string> ShownByAsync(ServerProcess server)
    {
        var shown = "";
        using var client = new HttpClient(_authority.CreateHandler(hash => shown = hash));
        (await client.GetAsync(new Uri(server.Address, "/healthz"), Cancellation)).Dispose();
        return shown;
    }

    void Write(IssuedCertificate issued)
    {
        File.WriteAllText(CertificateFile, issued.Chain);
        File.WriteAllText(KeyFile, issued.Key);
    }
}
