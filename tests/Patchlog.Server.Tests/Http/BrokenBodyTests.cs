using System.Net.Sockets;
using System.Text;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>Bodies that break HTTP itself, or off: the client's fault, and nothing for the error log.</summary>
public sealed class BrokenBodyTests(SqliteBackend backend) : ServerFixture(backend)
{
    [Theory]
    [InlineData("nonsense\r\n{}")]
    [InlineData("2\r\n{}nonsense\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFFF\r\n{}")]
    public async Task Malformed_chunks_are_refused_and_not_logged_as_an_error(string body)
    {
        await using var server = await ServerProcess.StartAsync("sqlite::memory:", ("LOG_LEVEL", "error"));
        using var client = await SendAsync(server, "Transfer-Encoding: chunked", body);

        (await ReadStatusAsync(client)).ShouldBe("HTTP/1.1 400");
        server.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_client_that_vanishes_within_its_body_is_not_logged_as_an_error()
    {
        await using var server = await ServerProcess.StartAsync("sqlite::memory:", ("LOG_LEVEL", "debug"));
        using var client = await SendAsync(server, "Content-Length: 100\r\nExpect: 100-continue", "");
        (await ReadStatusAsync(client)).ShouldBe("HTTP/1.1 100");   // the body is being read

        client.Client.Close(timeout: 0);

        await Eventually.HoldsAsync(
            () => server.Errors.Contains("the client is gone", StringComparison.Ordinal));
        server.Errors.ShouldNotContain("fail:");
    }

    static async Task<TcpClient> SendAsync(ServerProcess server, string header, string body)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, Cancellation);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            "POST /v1/t/orders HTTP/1.1\r\n"
            + $"Host: {server.Address.Authority}\r\nContent-Type: application/json\r\n{header}\r\n\r\n{body}"),
            Cancellation);
        return client;
    }

    static async Task<string> ReadStatusAsync(TcpClient client)
    {
        var head = new byte[12];
        await client.GetStream().ReadExactlyAsync(head, Cancellation);
        return Encoding.ASCII.GetString(head);
    }
}
