using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Patchlog.Server.Wire;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Wire;

/// <summary>What a client takes counts, however slowly; what waits in buffers before it does not.</summary>
public sealed class SendPatienceTests : IAsyncLifetime
{
    const int BytesOfAStep = 1 << 20;
    const int Steps = 12;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TestClock _clock = new();
    Socket? _server;
    Socket? _client;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_that_takes_a_message_slowly_and_steadily_is_waited_for()
    {
        using var patience = Begin(Cancellation);
        var sending = _server!.SendAsync(new byte[2 * Steps * BytesOfAStep], patience.Ending).AsTask();

        for (var step = 0; step < Steps; step++)
        {
            await TakeAsync(BytesOfAStep);
            _clock.Advance(Patience / 2);
        }

        await TakeAsync(Steps * BytesOfAStep);
        (await Eventually.EndsAsync(sending, what: "the message is sent")).ShouldBe(2 * Steps * BytesOfAStep);
        patience.Ending.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task A_reader_that_takes_nothing_any_more_is_not()
    {
        using var patience = Begin(Cancellation);
        var sending = _server!.SendAsync(new byte[2 * Steps * BytesOfAStep], patience.Ending).AsTask();
        await TakeAsync(BytesOfAStep);

        await Eventually.HoldsAsync(() =>
        {
            _clock.Advance(Patience / 2);
            return patience.Ending.IsCancellationRequested;
        });

        await Should.ThrowAsync<OperationCanceledException>(sending);
    }

    [Fact]
    public void Nobody_is_counted_as_gone_to_whom_nothing_is_sent()
    {
        using var patience = Begin(Cancellation);
        patience.End();

        for (var step = 0; step < Steps; step++)
            _clock.Advance(Patience);

        patience.Ending.IsCancellationRequested.ShouldBeFalse();
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        listener.Listen();

        // A receiver with a small buffer: what it has taken was sent.
        _client = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 64 << 10 };
        await _client.ConnectAsync(listener.LocalEndPoint!);
        _server = await listener.AcceptAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }

    SendPatience Begin(CancellationToken aborted)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IConnectionSocketFeature>(new Connected(_server!));
        var patience = new SendPatience(context, Patience, _clock, aborted);
        patience.Begin();

        return patience;
    }

    async Task TakeAsync(int bytes)
    {
        var buffer = new byte[16 << 10];
        while (bytes > 0)
            bytes -= await _client!.ReceiveAsync(
                buffer.AsMemory(0, Math.Min(bytes, buffer.Length)), SocketFlags.None, Cancellation);
    }

    sealed class Connected(Socket socket) : IConnectionSocketFeature
    {
        public Socket Socket => socket;
    }
}
