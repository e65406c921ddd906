using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Patchlog.Server.Bench;

/// <summary>One run of the load generator: connect, prepare, warm up, measure, wait for the last answers.</summary>
sealed class BenchRun
{
    readonly BenchSettings _settings;
    readonly BenchConnection[] _connections;
    readonly string _run;
    long _created;
    long _chosen;

    BenchRun(BenchSettings settings)
    {
        _settings = settings;
        // The first 16 digits of a UUIDv7 are its time and a little chance: short, and growing as real ids do.
        _run = settings.Run ?? Guid.CreateVersion7().ToString("N")[..16];
        _connections = [.. Enumerable.Range(0, settings.Connections).Select(index => Connection(_run, index))];
    }

    /// <summary>Runs by the settings. A server that is lost or never found is a failure in the report.</summary>
    public static async Task<BenchReport> RunAsync(BenchSettings settings, CancellationToken cancellation)
    {
        BenchRun run = new(settings);
        string? failure = null;
        try
        {
            await run.LoadAsync(cancellation);
        }
        catch (Exception fault)
            when (fault is SocketException or IOException or InvalidDataException or AuthenticationException)
        {
            failure = $"{settings.Url}: {fault.Message}";
        }
        catch (OperationCanceledException)
        {
            failure = cancellation.IsCancellationRequested
                ? "It was interrupted."
                : $"The last answers did not come within {BenchLimits.AnswerPatience.TotalSeconds} s.";
        }
        finally
        {
            foreach (var connection in run._connections)
                await connection.DisposeAsync();
        }

        return BenchReport.Of(settings, run._run, run._connections, failure);
    }

    async Task LoadAsync(CancellationToken cancellation)
    {
        await EachAsync(connection => connection.OpenAsync(cancellation));

        if (_settings is { Run: null, Workload: not BenchWorkload.Create })
        {
            await EachAsync(connection => connection.RunAsync(NextPreparation, cancellation));
            if (_connections.Any(connection => connection.Refusals.Count > 0))
                throw new InvalidDataException("The server refused to create the documents.");
        }

        var from = Stopwatch.GetTimestamp() + TicksOf(_settings.WarmUp);
        var to = from + TicksOf(_settings.Duration);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_settings.WarmUp + _settings.Duration + BenchLimits.AnswerPatience);

        await EachAsync(connection =>
        {
            connection.Window = (from, to);
            return connection.RunAsync(now => now < to ? Next() : null, patience.Token);
        });
    }

    BenchConnection Connection(string run, int index)
    {
        if (!_settings.IsWebSocket)
            return new BenchHttp(_settings, run);

        var (each, rest) = Math.DivRem(_settings.InFlight, _settings.Connections);
        return new BenchWebSocket(_settings, run, index < rest ? each + 1 : each);
    }

    // The first failure ends the run: the other connections would wait for a server that is gone.
    async Task EachAsync(Func<BenchConnection, Task> action)
    {
        var tasks = _connections.Select(connection => Task.Run(() => action(connection)));
        await foreach (var one in Task.WhenEach(tasks))
            await one;
    }

    BenchRequest? NextPreparation(long now)
    {
        var target = Interlocked.Increment(ref _created) - 1;
        return target < _settings.Aggregates ? new(BenchAction.Create, target) : null;
    }

    BenchRequest Next()
    {
        var chosen = Interlocked.Increment(ref _chosen);
        return _settings.Workload switch
        {
            BenchWorkload.Patch => Existing(BenchAction.Patch, chosen),
            BenchWorkload.Get => Existing(BenchAction.Read, chosen),
            BenchWorkload.Mixed when chosen % 10 is < 5 => Existing(BenchAction.Patch, chosen),
            BenchWorkload.Mixed when chosen % 10 is < 7 =>
                Existing(_settings.IsWebSocket ? BenchAction.Patch : BenchAction.Read, chosen),
            BenchWorkload.Create or BenchWorkload.Mixed =>
                new(BenchAction.Create, Interlocked.Increment(ref _created) - 1),
        };
    }

    // Neighbours in time are scattered over the table; the constant is 2^64 over the golden ratio.
    BenchRequest Existing(BenchAction action, long chosen) =>
        new(action, (long)((ulong)chosen * 0x9E3779B97F4A7C15 % (ulong)_settings.Aggregates));

    static long TicksOf(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
