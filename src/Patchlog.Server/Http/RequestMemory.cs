using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>
/// What one request makes the server hold. Only large bodies and replies are counted: how many small ones there are is
/// bounded by the connections. Not thread-safe.
/// </summary>
/// <param name="budgets">The budgets of the server.</param>
/// <param name="abort">Breaks the connection off.</param>
sealed class RequestMemory(MemoryBudgets budgets, Action abort) : IDisposable
{
    MemoryAccount? _body;
    MemoryAccount? _reply;
    IDisposable? _state;
    long _counted;

    /// <summary>The account of the reply.</summary>
    public MemoryAccount Reply => _reply ??= budgets.Outgoing.Open(abort);

    /// <summary>
    /// Reserves memory for a body, once: whoever holds half of it must not wait for the other half.
    /// </summary>
    /// <param name="length">Bytes of the body, or as many as it may have.</param>
    /// <param name="patience">How long to wait for room at most.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False if there was no room in time.</returns>
    /// <exception cref="OperationCanceledException">The request is over.</exception>
    public async ValueTask<bool> TryReserveBodyAsync(long length, TimeSpan patience, CancellationToken cancellation)
    {
        if (length <= BufferLimits.SmallBodyBytes || _body is not null)
            return true;

        _body = budgets.Receiving.Open(abort);
        _counted = BufferLimits.CountedPerMessageByte * length;
        if (!_body.TryReserve(_counted) && !await TryWaitAsync(_body, _counted, patience, cancellation))
            return false;

        // From now on it is the client's turn.
        ObserveProgress(_body);
        _body.IsReceiving = true;

        return true;
    }

    /// <summary>The client has sent a part of the body.</summary>
    public void ObserveReceived()
    {
        if (_body is { } body)
            ObserveProgress(body);
    }

    /// <summary>The body is there and is parsed: it is the server's turn.</summary>
    /// <param name="memory">Bytes that it really takes.</param>
    public void CompleteBody(long memory)
    {
        if (_body is not { } body)
            return;

        body.IsReceiving = false;
        body.Resize(memory - _counted);
        _counted = memory;
    }

    /// <summary>
    /// Gives back what the body took, and reserves memory for the text of a reply; the client has to take it.
    /// </summary>
    /// <exception cref="OperationCanceledException">The request is over.</exception>
    public async ValueTask ReserveReplyAsync(long length, CancellationToken cancellation)
    {
        if (length <= BufferLimits.SmallReplyBytes)
            return;

        _body?.Dispose();
        await Reply.ReserveAsync(length, cancellation);
        Reply.IsSending = true;
        ObserveProgress(Reply);
    }

    /// <summary>Holds the memory of a state until the text of the reply is made.</summary>
    public void Hold(IDisposable state) => _state = state;

    /// <summary>The text of the reply is made.</summary>
    public void CompleteReply()
    {
        _state?.Dispose();
        _state = null;
    }

    /// <summary>The client has taken a part of the reply.</summary>
    public void ObserveSent()
    {
        if (_reply is { } reply)
            ObserveProgress(reply);
    }

    public void Dispose()
    {
        CompleteReply();
        _body?.Dispose();
        _reply?.Dispose();
    }

    async Task<bool> TryWaitAsync(
        MemoryAccount account, long bytes, TimeSpan patience, CancellationToken cancellation)
    {
        using var expiry = new CancellationTokenSource(patience, budgets.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellation);
        try
        {
            await account.ReserveAsync(bytes, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    void ObserveProgress(MemoryAccount account) => account.LastProgress = budgets.Time.GetTimestamp();
}
