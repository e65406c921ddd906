using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Patchlog.Server.Bench;

/// <summary>Commands over one WebSocket (RFC 6455), many in flight, by the part of it that they need.</summary>
sealed class BenchWebSocket(BenchSettings settings, string run, int slots) : BenchConnection(settings, run, slots)
{
    const byte Final = 0x80, Continuation = 0, Text = 1, Close = 8, Ping = 9, Pong = 10;

    readonly BenchTemplate _create = TemplateOf(settings, run, "create",
        Encoding.UTF8.GetString(BenchDocument.Render($"{run}-{BenchTemplate.Target}", settings.DocumentBytes)));

    readonly BenchTemplate _patch = TemplateOf(settings, run, "patch", BenchPatch.Text);
    readonly MemoryStream _fragments = new();

    public override async Task OpenAsync(CancellationToken cancellation)
    {
        await base.OpenAsync(cancellation);

        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var path = Settings.Url.AbsolutePath is "/" ? "/ws" : Settings.Url.PathAndQuery;
        Append(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {Settings.Url.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"));
        await FlushAsync(cancellation);

        var answer = await ReceiveUntilAsync("\r\n\r\n"u8.ToArray(), cancellation);
        if (!answer.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal))
            throw new InvalidDataException(
                $"The server refused the WebSocket handshake with \"{answer.Split('\r')[0]}\".");
    }

    protected override BenchTemplate TemplateOf(BenchAction action) => action is BenchAction.Create ? _create : _patch;

    protected override int Take(ReadOnlySpan<byte> received, out BenchAnswer? answer)
    {
        answer = null;
        var (header, size) = ReadHeader(received);
        if (size > received.Length - header)
            return 0;

        var payload = received.Slice(header, (int)size);
        switch (received[0] & 0x0f)
        {
            case Ping:
                Append(HeaderOf(Pong, payload.Length));
                Append(payload);
                break;
            case Close:
                var code = payload.Length < 2 ? 1005 : BinaryPrimitives.ReadUInt16BigEndian(payload);
                throw new IOException($"The server closed the WebSocket with code {code}.");
            case Continuation or Text when (received[0] & Final) == 0:
                _fragments.Write(payload);
                break;
            case Continuation:
                _fragments.Write(payload);
                answer = Read(_fragments.GetBuffer().AsSpan(0, (int)_fragments.Length));
                _fragments.SetLength(0);
                break;
            case Text:
                answer = Read(payload);
                break;
        }

        return header + payload.Length;
    }

    // A server's frames are not masked (RFC 6455 §5.1).
    static (int Header, long Payload) ReadHeader(ReadOnlySpan<byte> received)
    {
        if (received.Length < 2)
            return (2, long.MaxValue);

        return (received[1] & 0x7f) switch
        {
            126 => (4, received.Length < 4 ? long.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(received[2..])),
            127 => (10, received.Length < 10 ? long.MaxValue : BinaryPrimitives.ReadInt64BigEndian(received[2..])),
            var small => (2, small),
        };
    }

    // Frames begin with their type and id, and nothing else is read.
    static BenchAnswer? Read(ReadOnlySpan<byte> frame)
    {
        var type = StringAfter(frame, "\"type\":\""u8);
        var isAck = type.SequenceEqual("ack"u8);
        if (!isAck && !type.SequenceEqual("nack"u8))
        {
            return type.SequenceEqual("goaway"u8)
                ? throw new IOException("The server asked its clients to go away.")
                : null;
        }

        return Utf8Parser.TryParse(StringAfter(frame, "\"id\":\""u8), out int slot, out _)
            ? new(slot, isAck ? null : CodeOf(frame))
            : throw new InvalidDataException("The server sent an answer without the id of a request: "
                + $"{Encoding.UTF8.GetString(frame[..Math.Min(frame.Length, 500)])}");
    }

    static BenchTemplate TemplateOf(BenchSettings settings, string run, string type, string body) => new(
        length => HeaderOf(Text, length),
        $$$"""
        {"type":"command","id":"{{{BenchTemplate.Slot}}}","command":{
        "id":"{{{run}}}-{{{BenchTemplate.Serial}}}","type":"{{{type}}}",
        "tenant":"{{{settings.Tenant}}}","targetName":"{{{BenchDocument.TargetName}}}",
        "targetId":"{{{run}}}-{{{BenchTemplate.Target}}}","body":{{{body}}}}}
        """);

    // A client must mask (RFC 6455 §5.3), and a mask of zeros leaves the bytes as they are.
    static byte[] HeaderOf(byte opcode, int length)
    {
        const byte masked = 0x80;
        var first = (byte)(Final | opcode);

        return length switch
        {
            < 126 => [first, (byte)(masked | length), 0, 0, 0, 0],
            <= ushort.MaxValue => [first, masked | 126, (byte)(length >> 8), (byte)length, 0, 0, 0, 0],
            _ =>
            [
                first, masked | 127, 0, 0, 0, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8),
                (byte)length, 0, 0, 0, 0,
            ],
        };
    }
}
