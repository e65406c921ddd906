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
    readonly IBundleStore _store;
    readonly SystemStream _stream;
    readonly UniquenessKeeper _unique;
    readonly Supervisor _supervisor;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly CancellationTokenSource _closing = new();
    Task _running = Task.CompletedTask;
    FetchedBundle? _pending;                        // fetched, compiles, and could not be stored or announced yet
    ImmutableArray<string> _sourceFaults = [];      // why the source can't be read; over with the next fetch
    ImmutableArray<string> _bundleFaults = [];      // why what it had is not active; over with what it has next
    volatile BundleStatus _status;

    internal BundleActivation(
        IBundleSource? source, ActiveBundle active, IBundleStore store, SystemStream stream, UniquenessKeeper unique,
        Supervisor supervisor, TimeProvider time, ILogger logger)
    {
        (_source, _active, _store, _stream, _unique) = (source, active, store, stream, unique);
        (_supervisor, _time, _logger) = (supervisor, time, logger);
        _status = new(active.Current) { Source = source?.Description };
    }

    /// <summary>What is active now.</summary>
    public BundleStatus Status => _status;

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
            await TryFetchAsync(_source, patience.Token, cancellation);

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
        try
        {
            while (true)
            {
                if (_pending is null)
                    await source.WaitAsync(_closing.Token);
                else
                    await Task.Delay(ActivationLimits.RetryInterval, _time, _closing.Token);

                await TryFetchAsync(source, _closing.Token, _closing.Token);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    async Task TryFetchAsync(IBundleSource source, CancellationToken patience, CancellationToken cancellation)
    {
        try
        {
            var fetched = await source.FetchAsync(patience) ?? _pending;
            Report(sourceFaults: [], _bundleFaults);

            if (fetched is not null)
                await TryActivateAsync(source, fetched, patience);
        }
        catch (BundleSourceException failure)
        {
            Report(
                failure.Faults.IsEmpty ? [failure.Message] : [.. failure.Faults.Select(fault => fault.ToString())],
                _bundleFaults);
        }
        catch (Exception failure) when (failure is JournalUnavailableException or InvalidDataException)
        {
            Report(_sourceFaults, [$"The bundle could not be stored. {failure.Message}"]);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Report([$"{source.Description}, or the database, did not answer in time."], _bundleFaults);
        }
    }

    async Task TryActivateAsync(IBundleSource source, FetchedBundle fetched, CancellationToken cancellation)
    {
        _pending = null;
        if (!BundleCompiler.TryCompile(fetched.Files, out var bundle, out var faults))
        {
            Report(_sourceFaults, [.. faults.Select(fault => fault.ToString())]);
            return;
        }

        // From here on only the database can be in the way, and what fails there is tried again.
        _pending = fetched;
        await _store.StoreAsync(fetched.Files.Digest, fetched.Files.Content, cancellation);

        if (await _unique.DeclareAsync(bundle, cancellation) is { IsEmpty: false } twins)
        {
            _pending = null;
            await _unique.UseAsync(_active.Current, cancellation);
            Report(_sourceFaults, twins);
            return;
        }

        var announced = await _stream.AnnounceAsync(
            fetched.Files.Digest, source.Description, fetched.Commit, cancellation);
        if (!announced.TryGet(out var since, out var problem))
        {
            Report(_sourceFaults, [$"The bundle could not be announced. {problem.Detail}"]);
            return;
        }

        _pending = null;
        Activate(new(bundle) { Source = source.Description, Commit = fetched.Commit, Since = since });
        Report(_sourceFaults, bundleFaults: []);
        await _unique.UseAsync(bundle, cancellation);
    }

    /// <summary>Activates the copy of the bundle that was active last; the source is asked again later.</summary>
    async Task RestoreAsync(CancellationToken cancellation)
    {
        if (await FindStoredAsync(cancellation) is not { } bundle)
        {
            LogNone(_logger);
            return;
        }

        Activate(_status with { Bundle = bundle, Since = _time.GetUtcNow(), IsStoredCopy = true });
        await _unique.UseAsync(bundle, cancellation);
    }

    async Task<Bundle?> FindStoredAsync(CancellationToken cancellation)
    {
        if (await _stream.FindDigestAsync() is not { } digest
            || await _store.FindAsync(digest, cancellation) is not { } content)
        {
            return null;
        }

        if (BundleFiles.TryRead(content, out var files) && files.Digest == digest
            && BundleCompiler.TryCompile(files, out var bundle, out _))
        {
            return bundle;
        }

        LogUnusable(_logger, digest);
        return null;
    }

    // A server that has no source any more says so, if one was said to be active.
    async Task AnnounceNoneAsync()
    {
        try
        {
            if (await _stream.FindDigestAsync() is not null)
                await _stream.AnnounceAsync(digest: null, source: null, commit: null, _closing.Token);
        }
        catch (Exception failure) when (failure is JournalUnavailableException or OperationCanceledException)
        {
            LogNotAnnounced(_logger, failure);
        }
    }

    void Activate(BundleStatus status)
    {
        var isNew = status.Bundle?.Digest != _active.Current?.Digest || _active.Current is null;
        _status = status;
        if (!isNew || status.Bundle is not { } bundle)
            return;

        _active.Activate(bundle);
        if (status.IsStoredCopy)
            LogRestored(_logger, bundle.Digest);
        else
            LogActivated(_logger, bundle.Digest, status.Source, status.Commit ?? "none");
    }

    void Report(ImmutableArray<string> sourceFaults, ImmutableArray<string> bundleFaults)
    {
        (_sourceFaults, _bundleFaults) = (sourceFaults, bundleFaults);
        foreach (var fault in sourceFaults.Concat(bundleFaults).Except(_status.Faults))
            LogFault(_logger, fault);

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

    [LoggerMessage(1305, LogLevel.Warning, "It could not be announced that no bundle is active")]
    static partial void LogNotAnnounced(ILogger logger, Exception failure);
}
