namespace Patchlog.Bundles.GitHub;

/// <summary>
/// Passes on what another stream has, up to a number of bytes. The other stream belongs to somebody else. Not
/// thread-safe.
/// </summary>
/// <param name="inner">The other stream.</param>
/// <param name="most">The number of bytes.</param>
/// <param name="tooMany">What is said of more.</param>
sealed class BoundedStream(Stream inner, long most, string tooMany) : Stream
{
    /// <summary>How many bytes <see cref="End"/> has.</summary>
    public const int EndBytes = 4;

    // The last bytes that were read, the newest at the end.
    readonly byte[] _end = new byte[EndBytes];

    long _leftOfStep = long.MaxValue;
    string _tooManyOfStep = "";

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The number of bytes that were read.</summary>
    public long Count { get; private set; }

    /// <summary>The last bytes that were read.</summary>
    public ReadOnlySpan<byte> End => _end;

    /// <summary>Bounds what is read until the next call, beside the whole.</summary>
    /// <param name="bytes">The number of bytes.</param>
    /// <param name="refusal">What is said of more.</param>
    public void BeginStep(long bytes, string refusal) => (_leftOfStep, _tooManyOfStep) = (bytes, refusal);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => Observe(buffer, inner.Read(buffer));

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return Observe(buffer.Span, read);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    int Observe(ReadOnlySpan<byte> buffer, int read)
    {
        var newest = buffer[Math.Max(0, read - EndBytes)..read];
        _end.AsSpan(newest.Length).CopyTo(_end);
        newest.CopyTo(_end.AsSpan(EndBytes - newest.Length));

        Count += read;
        if (Count > most)
            throw GitHubArchive.Refuse(tooMany);

        if ((_leftOfStep -= read) < 0)
            throw GitHubArchive.Refuse(_tooManyOfStep);

        return read;
    }
}
