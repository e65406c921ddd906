using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Patchlog.Bundles;
using Patchlog.Commands;
using Patchlog.Journal;

namespace Patchlog.Activating;

/// <summary>
/// Keeps declared in the database what the bundles in use name as unique, and drops what none of them names any more.
/// What an operator has declared is left alone. Thread-safe; one per process.
/// </summary>
/// <remarks>
/// A server says which bundles it uses before it declares their keys, and again from time to time: so no other server
/// drops a key between its declaration and the activation of its bundle.
/// </remarks>
sealed partial class UniquenessKeeper : IAsyncDisposable
{
    readonly UniqueDeclarer _declarer;
    readonly IBundleStore _store;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly Guid _server = Guid.NewGuid();
    readonly SemaphoreSlim _turn = new(1);      // one look or one activation at a time
    readonly CancellationTokenSource _closing = new();
    Task _running = Task.CompletedTask;
    Bundle? _active;
    bool _hasSaid;

    public UniquenessKeeper(UniqueDeclarer declarer, IBundleStore store, TimeProvider time, ILogger logger) =>
        (_declarer, _store, _time, _logger) = (declarer, store, time, logger);

    /// <summary>Begins to look from time to time.</summary>
    public void Start(Supervisor supervisor)
    {
        _running = Task.Run(RunAsync);
        supervisor.Supervise(_running);
    }

    /// <summary>
    /// Declares what a bundle names as unique, before it is activated. The bundle is in use from then on; whoever gives
    /// it up says so with <see cref="UseAsync"/>.
    /// </summary>
    /// <returns>Why it can't be: a sentence for each group of documents that share a value; empty if it is.</returns>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    public async Task<ImmutableArray<string>> DeclareAsync(Bundle bundle, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            await SayAsync([_active, bundle], cancellation);

            return await DeclareKeysAsync(bundle, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Says which bundle is active, and drops at the next look what no bundle names any more.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    public async Task UseAsync(Bundle? active, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            _active = active;
            await LookAsync(cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);    // the supervisor heard of it
        await LeaveAsync();

        _closing.Dispose();
        _turn.Dispose();
    }

    async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(ActivationLimits.UseInterval, _time, _closing.Token);
                await TryLookAsync();
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    async Task TryLookAsync()
    {
        await _turn.WaitAsync(_closing.Token);
        try
        {
            await LookAsync(_closing.Token);
        }
        catch (Exception failure) when (failure is JournalUnavailableException or InvalidDataException)
        {
            LogNotKept(_logger, failure);
        }
        finally
        {
            _turn.Release();
        }
    }

    async Task LookAsync(CancellationToken cancellation)
    {
        await SayAsync([_active], cancellation);

        // Somebody may have dropped it, or this server was away for so long that others did.
        if (_active is not null)
        {
            foreach (var fault in await DeclareKeysAsync(_active, cancellation))
                LogTwins(_logger, fault);
        }

        await DropUnnamedAsync(cancellation);
    }

    async Task SayAsync(IEnumerable<Bundle?> bundles, CancellationToken cancellation)
    {
        ImmutableArray<string> digests = [.. bundles.Select(bundle => bundle?.Digest).OfType<string>().Distinct()];
        if (digests.IsEmpty && !_hasSaid)
            return;

        _hasSaid = true;
        await _store.UseAsync(_server, digests, cancellation);
    }

    async Task<ImmutableArray<string>> DeclareKeysAsync(Bundle bundle, CancellationToken cancellation)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        foreach (var declaration in DeclarationsOf(bundle))
        {
            if (await _declarer.DeclareAsync(declaration, isOfBundle: true, progress: null, cancellation)
                is UniqueOutcome.Refused refused)
            {
                faults.AddRange(refused.Twins.Select(twins => Explain(declaration, twins)));
            }
        }

        return faults.ToImmutable();
    }

    async Task DropUnnamedAsync(CancellationToken cancellation)
    {
        var declared = (await _declarer.ListAsync(cancellation)).Where(declared => declared.IsOfBundle).ToList();
        if (declared.Count == 0)
            return;

        var named = new HashSet<UniqueDeclaration>();
        foreach (var digest in await _store.ListUsedAsync(cancellation))
        {
            // What can't be read may name anything: then nothing is dropped.
            if (await FindAsync(digest, cancellation) is not { } bundle)
                return;

            named.UnionWith(DeclarationsOf(bundle));
        }

        foreach (var unnamed in declared.Where(declared => !named.Contains(declared.Declaration)))
        {
            if (await _declarer.DropAsync(unnamed.Declaration, cancellation))
                LogDropped(_logger, unnamed.Declaration);
        }
    }

    async Task<Bundle?> FindAsync(string digest, CancellationToken cancellation) =>
        digest == _active?.Digest ? _active
        : await _store.FindAsync(digest, cancellation) is { } content && BundleFiles.TryRead(content, out var files)
            && BundleCompiler.TryCompile(files, out var bundle, out _) ? bundle
        : null;

    // The others need not wait for what this server used, to find that nobody does.
    async Task LeaveAsync()
    {
        if (!_hasSaid)
            return;

        try
        {
            await _store.UseAsync(_server, [], CancellationToken.None);
        }
        catch (JournalUnavailableException failure)
        {
            LogNotKept(_logger, failure);
        }
    }

    static IEnumerable<UniqueDeclaration> DeclarationsOf(Bundle bundle) =>
        from type in bundle.Types
        from key in type.UniqueKeys
        select UniqueDeclaration.Of(type.Name, key.Paths);

    static string Explain(UniqueDeclaration declaration, UniqueTwins twins) =>
        $"schemas/{declaration.TargetName}.json: {string.Join(" with ", declaration.Paths)} can't be unique: in tenant "
        + $"{twins.Tenant}, {twins.Count} documents have the same value, such as {string.Join(", ", twins.Ids)}.";

    [LoggerMessage(1311, LogLevel.Warning, "What is to be unique could not be looked after")]
    static partial void LogNotKept(ILogger logger, Exception failure);

    [LoggerMessage(1312, LogLevel.Error, "The active bundle wants what is not so: {Fault}")]
    static partial void LogTwins(ILogger logger, string fault);

    [LoggerMessage(1313, LogLevel.Information, "No server's bundle names {Declaration} any more: it is not unique now")]
    static partial void LogDropped(ILogger logger, UniqueDeclaration declaration);
}
