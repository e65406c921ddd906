using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// Tells the other servers of a database that something was written, and hears it from them: NOTIFY on a connection of
/// its own, after the commit, many commits in one. (Within the transaction NOTIFY takes a lock of the whole database,
/// and commits would wait for each other.) A failure here is dropped: listeners also ask now and then.
/// </summary>
/// <param name="connectionString">The database.</param>
/// <param name="announce">The statement that notifies.</param>
/// <param name="time">The clock.</param>
sealed class PostgresNotifications(string connectionString, string announce, TimeProvider time) : IAsyncDisposable
{
    const string Channel = "patchlog";

    // Nothing is pooled: a connection that listens, or that does not wait for its commits, is of no use to others.
    readonly string _connectionString = WithoutPool(connectionString);

    readonly Lock _lock = new();
    readonly CancellationTokenSource _closing = new();
    Dictionary<Tenant, Position> _waiting = [];
    TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Task _announcing = Task.CompletedTask;
    bool _isAnnouncing;

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

    /// <summary>Listens until cancelled; connects again whenever it is cut off.</summary>
    public async Task ListenAsync(Action<Tenant, Position> heard, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await using var connection = await OpenAsync($"listen {Channel}", cancellation);
                connection.Notification += (_, notification) => Hear(notification.Payload, heard);

                while (true)
                    await connection.WaitAsync(cancellation);
            }
            catch (Exception failure) when (PostgresErrors.IsUnavailable(failure))
            {
                await Task.Delay(PostgresLimits.RetryPause, time, cancellation);
            }
        }
    }

    static string WithoutPool(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            ApplicationName = "patchlog-notifications",
            KeepAlive = PostgresLimits.ListenerKeepAliveSeconds,
        };
        PostgresPool.LookForPrimary(builder);

        return builder.ConnectionString;
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
        NpgsqlConnection? connection = null;
        try
        {
            while (await TryTakeAsync() is { } heads)
            {
                connection ??= await OpenAsync("set synchronous_commit = off", _closing.Token);
                await SendAsync(connection, heads);
                await Task.Delay(PostgresLimits.NotificationSpacing, time, _closing.Token);
            }
        }
        catch (Exception)   // whatever it is, the next commit begins anew, and listeners also ask now and then
        {
            Stop();
        }
        finally
        {
            if (connection is not null)
                await connection.DisposeAsync();
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

    void Stop()
    {
        lock (_lock)
        {
            _waiting = [];
            _isAnnouncing = false;
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

    async Task<NpgsqlConnection> OpenAsync(string first, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand(first, connection);
            await command.ExecuteNonQueryAsync(cancellation);

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // Anybody may notify on the channel: a message that is not understood is not for us.
    static void Hear(string payload, Action<Tenant, Position> heard)
    {
        if (payload.Split(':') is [var name, var head] && Tenant.TryParse(name, out var tenant)
            && long.TryParse(head, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            heard(tenant, new(position));
    }
}
