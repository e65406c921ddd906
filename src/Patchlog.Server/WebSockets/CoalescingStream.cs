using System.Buffers;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>
/// A stream that, while corked, buffers what is written, so that many small messages leave in one piece. A socket
/// writes and flushes each message by itself; its send queue knows whether more are coming.
/// </summary>
/// <param name="inner">The stream of the connection.</param>
sealed class CoalescingStream(Stream inner) : Stream
{
    byte[]? _buffer;
    int _count;
    long _reads;

    /// <summary>True while more is about to be written: flushing waits. Set it only between writes.</summary>
    public bool IsCorked { get; set; }

    /// <summary>How often something was read, or is about to be: it grows as long as the client sends.</summary>
    public long Reads => Interlocked.Read(ref _reads);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _reads);

        return inner.ReadAsync(buffer, cancellationToken);
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_count + buffer.Length > BufferLimits.CoalescedBytes)
            await DrainAsync(cancellationToken);

        if (buffer.Length > BufferLimits.CoalescedBytes || (!IsCorked && _count == 0))
        {
            await inner.WriteAsync(buffer, cancellationToken);
            return;
        }

        _buffer ??= ArrayPool<byte>.Shared.Rent(BufferLimits.CoalescedBytes);
        buffer.CopyTo(_buffer.AsMemory(_count));
        _count += buffer.Length;
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (IsCorked)
            return;

        await DrainAsync(cancellationToken);
        await inner.FlushAsync(cancellationToken);
    }

    /// <summary>
    /// Waits until the client has closed, too, for at most <paramref name="patience"/>, and discards what still comes:
    /// a connection that is closed over unread bytes is reset, and a reset may overtake the last messages (RFC 6455
    /// §7.1.1).
    /// </summary>
    public async Task LingerAsync(TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        var discarded = ArrayPool<byte>.Shared.Rent(BufferLimits.LingerBytes);

        try
        {
            await inner.FlushAsync(timeout.Token);
            while (await inner.ReadAsync(discarded, timeout.Token) > 0)
            {
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            // The client is gone, or takes too long: there is nothing left to wait for.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(discarded);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    // The inner stream belongs to the connection: an aborted socket must not take the last messages with it.
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Release();

        base.Dispose(disposing);
    }

    async ValueTask DrainAsync(CancellationToken cancellation)
    {
        if (_buffer is not { } buffer)
            return;

        var count = _count;
        _count = 0;
        if (count > 0)
            await inner.WriteAsync(buffer.AsMemory(0, count), cancellation);

        Release();
    }

    // A quiet connection holds no buffer.
    void Release()
    {
        if (_buffer is { } buffer && _count == 0)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
