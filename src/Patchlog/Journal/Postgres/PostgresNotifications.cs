using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// Tells the other servers of a database that something was written: NOTIFY on a connection of its own, after the
/// commit, many commits in one. (Within the transaction NOTIFY takes a lock of the whole database, and commits would
/// wait for each other.) A failure here costs nothing but time: listeners also ask now and then. Thread-safe.
/// </summary>
/// <param name="connectionString">The database; see <see cref="PostgresSettings.OfNotifications"/>.</param>
/// <param name="announce">The statement that notifies.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of the first failure in a row, and of the end of it.</param>
sealed partial class PostgresNotifications(
    string connectionString, string announce, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>The channel of all servers.</summary>
    public const string Channel = "patchlog";

    readonly Lock _lock = new();
    readonly CancellationTokenSource _closing = new();
    Dictionary<Tenant, Position> _waiting = [];
    TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Task _announcing = Task.CompletedTask;
    NpgsqlConnection? _connection;
    bool _isAnnouncing;
    bool _isFailing;

    /// <summary>Says, soon, that a tenant's journal has got this far. Never waits, never fails.</summary>
    public void Announce(Tenant tenant, Position head)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(tenant, out var known) && known.Number >= head.Number)
                return;

            _waiting[tenant] = head;
            _arrival.TrySetResult();
            if (_isAnnouncing || _closing.IsCancellationRequested)
                return;

            _isAnnouncing = true;
            _announcing = Task.Run(AnnounceWaitingAsync);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task announcing;
        lock (_lock)
        {
            _closing.Cancel();
            announcing = _announcing;
        }

        await announcing;
    }

    async Task AnnounceWaitingAsync()
    {
        try
        {
            while (await TryTakeAsync() is { } heads)
            {
                var isSent = await TrySendAsync(heads);
                await Task.Delay(
                    isSent ? PostgresLimits.NotificationSpacing : PostgresLimits.RetryPause, time, _closing.Token);
            }
        }
        catch (OperationCanceledException)  // the journal is closed
        {
            await DisconnectAsync();
        }
    }

    /// <summary>
    /// Takes what waits, or comes while the connection is worth keeping: a new one for each commit of a quiet server
    /// would cost a process of the database.
    /// </summary>
    async Task<Dictionary<Tenant, Position>?> TryTakeAsync()
    {
        Task arrival;
        lock (_lock)
        {
            if (_waiting.Count > 0)
                return TakeLocked();

            arrival = _arrival.Task;
        }

        using var done = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        await Task.WhenAny(arrival, Task.Delay(PostgresLimits.NotificationIdle, time, done.Token));
        await done.CancelAsync();
        _closing.Token.ThrowIfCancellationRequested();

        // Before another task may take over, with a connection of its own.
        if (!arrival.IsCompleted)
            await DisconnectAsync();

        lock (_lock)
        {
            _isAnnouncing = _waiting.Count > 0;

            return _isAnnouncing ? TakeLocked() : null;
        }
    }

    Dictionary<Tenant, Position> TakeLocked()
    {
        var heads = _waiting;
        _waiting = [];
        _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

        return heads;
    }

    /// <summary>Notifies; what could not be sent is dropped, because listeners will have asked by then.</summary>
    async Task<bool> TrySendAsync(Dictionary<Tenant, Position> heads)
    {
        try
        {
            await SendAsync(_connection ??= await ConnectAsync(), heads);
            if (_isFailing)
                LogSent(logger);

            _isFailing = false;
            return true;
        }
        catch (Exception failure) when (!_closing.IsCancellationRequested)
        {
            if (!_isFailing)
                LogFailed(logger, failure);

            _isFailing = true;
            await DisconnectAsync();
            return false;
        }
        catch (Exception failure)   // the statement under way was given up
        {
            throw new OperationCanceledException(failure.Message, failure, _closing.Token);
        }
    }

    async Task SendAsync(NpgsqlConnection connection, Dictionary<Tenant, Position> heads)
    {
        await using var command = new NpgsqlCommand(announce, connection);
        command.Parameters.Add(new() { Value = Channel });
        command.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. heads.Select(head => $"{head.Key}:{head.Value}")],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        });

        await command.ExecuteNonQueryAsync(_closing.Token);
    }

    async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(_closing.Token);

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    async Task DisconnectAsync()
    {
        if (_connection is not { } connection)
            return;

        _connection = null;
        try
        {
            await connection.DisposeAsync();
        }
        catch (Exception failure)   // it is broken, and given up in any case
        {
            LogFailed(logger, failure);
        }
    }

    [LoggerMessage(1121, LogLevel.Warning,
        "Other servers can't be told of this one's commits; they ask the database once a second, and this server tries "
        + "again")]
    static partial void LogFailed(ILogger logger, Exception failure);

    [LoggerMessage(1122, LogLevel.Information, "Other servers are told of this one's commits again")]
    static partial void LogSent(ILogger logger);
}
