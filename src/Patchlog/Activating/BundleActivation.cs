using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Patchlog.Bundles;
using Patchlog.Commands;
using Patchlog.Journal;

namespace Patchlog.Activating;

/// <summary>
/// Keeps the active bundle what its source says: fetches, compiles, stores, announces, and then lets it decide. A fault
/// in any of these keeps the bundle that was active. Thread-safe; one per process.
/// </summary>
public sealed partial class BundleActivation : IAsyncDisposable
{
    readonly IBundleSource? _source;
    readonly ActiveBundle _active;
    readonly StoredBundles _stored;
    readonly SystemStream _stream;
    readonly UniquenessKeeper _unique;
    readonly Supervisor _supervisor;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly CancellationTokenSource _closing = new();
    Task _running = Task.CompletedTask;
    PendingBundle? _pending;
    ImmutableArray<ActivationFault> _sourceFaults = [];     // why the source can't be read; over with the next fetch
    ImmutableArray<ActivationFault> _bundleFaults = [];     // why what it had is not active; over with what it has next
    volatile BundleStatus _status;

    internal BundleActivation(
        IBundleSource? source, ActiveBundle active, StoredBundles stored, SystemStream stream, UniquenessKeeper unique,
        Supervisor supervisor, TimeProvider time, ILogger logger)
    {
        (_source, _active, _stored, _stream, _unique) = (source, active, stored, stream, unique);
        (_supervisor, _time, _logger) = (supervisor, time, logger);
        _status = new(active.Current) { Source = source?.Description };
    }

    /// <summary>What is active now, and what is wrong with it or with what should be.</summary>
    public BundleStatus Status
    {
        get
        {
            var status = _status;
            return status with { Faults = [.. status.Faults, .. _unique.Faults] };
        }
    }

    /// <summary>
    /// Activates what the source has, or what the database kept if that takes too long or fails, and begins to watch
    /// the source. A server should not listen before.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (_source is null)
        {
            _running = AnnounceNoneAsync();
        }
        else
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(ActivationLimits.StartPatience);
            await TryAsync(_source, () => FetchAsync(_source, Task.CompletedTask, patience.Token), cancellation);
            cancellation.ThrowIfCancellationRequested();

            if (_active.Current is null)
                await RestoreAsync(cancellation);

            _running = Task.Run(() => RunAsync(_source), CancellationToken.None);
        }

        _supervisor.Supervise(_running);
        _unique.Start(_supervisor);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);    // the supervisor heard of it

        if (_source is not null)
            await _source.DisposeAsync();

        _closing.Dispose();
    }

    async Task RunAsync(IBundleSource source)
    {
        var changed = source.WaitAsync(_closing.Token);
        while (!_closing.IsCancellationRequested)
        {
            // What could not be activated is tried again, for which the source is not asked again.
            if (_pending is { } pending)
                await Task.WhenAny(changed, Task.Delay(pending.Pause, _time, _closing.Token));
            else
                await Task.WhenAny(changed);

            if (_closing.IsCancellationRequested)
                break;

            if (!changed.IsCompleted)
            {
                await TryAsync(source, () => TryActivateAsync(source, _closing.Token), _closing.Token);
                continue;
            }

            await TryAsync(source, () => FetchAsync(source, changed, _closing.Token), _closing.Token);
            changed = !changed.IsCompletedSuccessfully
                ? Task.Delay(ActivationLimits.RefusalPause, _time, _closing.Token)
                : source.WaitAsync(_closing.Token);
        }

        await changed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    async Task FetchAsync(IBundleSource source, Task changed, CancellationToken cancellation)
    {
        await changed;
        if (await source.FetchAsync(cancellation) is { } fetched)
            TryCompile(fetched);

        ReportSource([]);
        await TryActivateAsync(source, cancellation);
    }

    void TryCompile(FetchedBundle fetched)
    {
        _pending = null;
        if (BundleCompiler.TryCompile(fetched.Files, out var bundle, out var faults))
        {
            _pending = new(fetched, bundle);
            return;
        }

        _unique.GiveUp();
        ReportBundle([.. faults.Select(fault => new ActivationFault(fault.ToString()))]);
    }

    /// <summary>Does a step; what fails in it is reported, and keeps what is active.</summary>
    async Task TryAsync(IBundleSource source, Func<Task> step, CancellationToken cancellation)
    {
        try
        {
            await step();
        }
        catch (BundleSourceException failure)
        {
            ReportSource(failure.Faults.IsEmpty
                ? [new(failure.Message)]
                : [.. failure.Faults.Select(fault => new ActivationFault(fault.ToString()))]);
        }
        catch (JournalUnavailableException failure)
        {
            ReportBundle([new("The database is away or of no use.") { Detail = failure.Message }]);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (OperationCanceledException)
        {
            ReportSource([new($"{source.Description}, or the database, did not answer in time.")]);
        }
        catch (Exception failure)       // whatever it is, it must not end the watching
        {
            LogFailed(_logger, failure);
            _pending?.Postpone();
            ReportBundle([new("The bundle could not be activated; the log says why.")]);
        }
    }

    /// <summary>Activates what is pending, if something is: from here on only the database can be in the way.</summary>
    async Task TryActivateAsync(IBundleSource source, CancellationToken cancellation)
    {
        if (_pending is not { } pending)
            return;

        var (files, commit) = pending.Fetched;
        await _stored.StoreAsync(files, cancellation);
        if (await _unique.DeclareAsync(pending.Bundle, cancellation) is { Count: > 0 } refusals)
        {
            pending.Postpone();
            ReportBundle([.. refusals]);
            return;
        }

        var announced = await _stream.AnnounceAsync(new(files.Digest, source.Description, commit), cancellation);
        if (!announced.TryGet(out var since, out var problem))
        {
            if (!problem.IsRetryable)
                pending.Postpone();

            ReportBundle([new("The bundle could not be announced.") { Detail = problem.Detail }]);
            return;
        }

        _pending = null;
        Activate(
            pending.Bundle,
            new(pending.Bundle) { Source = source.Description, Commit = commit, Since = since });
        ReportBundle([]);
    }

    /// <summary>Activates the copy of the bundle that was active last; the source is asked again later.</summary>
    async Task RestoreAsync(CancellationToken cancellation)
    {
        if (await _stream.FindLastAsync() is not { } last)
        {
            LogNone(_logger);
            return;
        }

        if (await _stored.FindAsync(last.Digest, cancellation) is not { } bundle)
        {
            LogUnusable(_logger, last.Digest);
            return;
        }

        // Others may have dropped meanwhile what it names. Where documents share a value now, it decides all the same.
        _unique.Use(bundle);
        await _unique.LookAsync(cancellation);

        // Another server may have said that there is none.
        var announced = await _stream.AnnounceAsync(last, cancellation);
        Activate(bundle, new(bundle)
        {
            Source = last.Source,
            Commit = last.Commit,
            Since = announced.TryGet(out var since, out _) ? since : null,
            IsStoredCopy = true,
            Faults = _status.Faults,
        });
    }

    async Task AnnounceNoneAsync()
    {
        try
        {
            await _stream.AnnounceNoneAsync(_closing.Token);
        }
        catch (Exception failure) when (failure is JournalUnavailableException or OperationCanceledException)
        {
            LogNotAnnounced(_logger, failure);
        }
    }

    void Activate(Bundle bundle, BundleStatus status)
    {
        var current = _active.Current;
        if (current is null || current.Digest != bundle.Digest)
        {
            _active.Activate(current = bundle);
            if (status.IsStoredCopy)
                LogRestored(_logger, bundle.Digest);
            else
                LogActivated(_logger, bundle.Digest, status.Source, status.Commit ?? "none");
        }

        _status = status with { Bundle = current };
        _unique.Use(current);
    }

    void ReportSource(ImmutableArray<ActivationFault> faults) => Report(faults, _bundleFaults);

    void ReportBundle(ImmutableArray<ActivationFault> faults) => Report(_sourceFaults, faults);

    void Report(ImmutableArray<ActivationFault> sourceFaults, ImmutableArray<ActivationFault> bundleFaults)
    {
        (_sourceFaults, _bundleFaults) = (sourceFaults, bundleFaults);
        foreach (var fault in sourceFaults.Concat(bundleFaults).Except(_status.Faults))
            LogFault(_logger, fault.Detail);

        _status = _status with { Faults = [.. sourceFaults, .. bundleFaults] };
    }

    [LoggerMessage(1301, LogLevel.Information, "Bundle {Digest} of {Source} is active; commit {Commit}")]
    static partial void LogActivated(ILogger logger, string? digest, string? source, string commit);

    [LoggerMessage(1302, LogLevel.Error, "The bundle is not activated: {Fault}")]
    static partial void LogFault(ILogger logger, string fault);

    [LoggerMessage(1303, LogLevel.Warning, "Bundle {Digest} is active: the copy that the database kept")]
    static partial void LogRestored(ILogger logger, string? digest);

    [LoggerMessage(1304, LogLevel.Error, "There is no good bundle yet, so no command is accepted")]
    static partial void LogNone(ILogger logger);

    [LoggerMessage(1306, LogLevel.Error, "The copy of bundle {Digest} in the database can't be used")]
    static partial void LogUnusable(ILogger logger, string digest);

    [LoggerMessage(1307, LogLevel.Critical, "Activating a bundle failed: this is a bug")]
    static partial void LogFailed(ILogger logger, Exception failure);

    [LoggerMessage(1305, LogLevel.Warning, "It could not be announced that no bundle is active")]
    static partial void LogNotAnnounced(ILogger logger, Exception failure);
}
