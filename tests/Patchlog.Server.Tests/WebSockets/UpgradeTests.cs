using System.Net.Sockets;
using System.Text;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.WebSockets;

/// <summary>Requests that ask <c>/ws</c> for a page.</summary>
public sealed class UpgradeTests(SqliteBackend backend) : ServerFixture(backend)
{
    [Fact]
    public async Task One_that_is_told_to_upgrade_keeps_its_connection()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Backend.Server.Address.Host, Backend.Server.Address.Port, Cancellation);
        var stream = client.GetStream();
        var (request, end) = (
            Encoding.ASCII.GetBytes($"GET /ws HTTP/1.1\r\nHost: {Backend.Server.Address.Authority}\r\n\r\n"),
            "\"}"u8.ToArray());

        foreach (var _ in Enumerable.Range(0, 2))
        {
            await stream.WriteAsync(request, Cancellation);
            (await ReadToAsync(stream, end)).ShouldStartWith("HTTP/1.1 426");
        }
    }

    static async Task<string> ReadToAsync(NetworkStream stream, byte[] end)
    {
        using var answer = new MemoryStream();
        var buffer = new byte[4096];
        while (!answer.ToArray().AsSpan().EndsWith(end) && await stream.ReadAsync(buffer, Cancellation) is > 0 and var count)
            answer.Write(buffer, 0, count);
        return Encoding.ASCII.GetString(answer.ToArray());
    }
}
