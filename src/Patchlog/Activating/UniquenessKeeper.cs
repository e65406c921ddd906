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
/// A server says which bundles it uses before it declares their keys, and again from time to time, however long the
/// keys take to build. A bundle that is being declared is in use until it is active or given up: so nobody, this server
/// included, drops its keys in between.
/// </remarks>
sealed partial class UniquenessKeeper : IAsyncDisposable
{
    readonly UniqueDeclarer _declarer;
    readonly IBundleStore _store;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly NamedKeys _named;
    readonly Guid _server = Guid.NewGuid();
    readonly SemaphoreSlim _turn = new(1);          // held by whoever declares or drops
    readonly SemaphoreSlim _saying = new(1);        // so that what is true last is said last
    readonly SemaphoreSlim _woken = new(0);
    readonly CancellationTokenSource _closing = new();
    Task _running = Task.CompletedTask;
    readonly Refusals _refusals;                    // under the turn
    volatile BundlesInUse _inUse = new(Active: null, Declaring: null);
    volatile bool _hasSaid;
    volatile IReadOnlyList<ActivationFault> _faults = [];

    public UniquenessKeeper(UniqueDeclarer declarer, IBundleStore store, TimeProvider time, ILogger logger)
    {
        (_declarer, _store, _time, _logger) = (declarer, store, time, logger);
        (_named, _refusals) = (new(new(store)), new(time));
    }

    /// <summary>Why something that the active bundle names as unique is not; empty if all of it is.</summary>
    public IReadOnlyList<ActivationFault> Faults => _faults;

    /// <summary>Begins to say what is used, and to look after what is unique, from time to time.</summary>
    public void Start(Supervisor supervisor)
    {
        _running = Task.WhenAll(Task.Run(() => RepeatAsync(SayAsync)), Task.Run(() => RepeatAsync(LookAsync)));
        supervisor.Supervise(_running);
    }

    /// <summary>
    /// Declares what a bundle names as unique, before it is activated. If that succeeds the bundle is in use from then
    /// on, until <see cref="Use"/> or <see cref="GiveUp"/>.
    /// </summary>
    /// <returns>Why it can't be; empty if it is.</returns>
    /// <exception cref="JournalUnavailableException">
    /// The database can't be reached. The bundle counts as in use: the next try goes on.
    /// </exception>
    public async Task<IReadOnlyList<ActivationFault>> DeclareAsync(Bundle bundle, CancellationToken cancellation)
    {
        _inUse = _inUse with { Declaring = bundle };
        await SayAsync(cancellation);

        await _turn.WaitAsync(cancellation);
        try
        {
            var faults = new List<ActivationFault>();
            foreach (var declaration in NamedKeys.Of(bundle))
                faults.AddRange(await DeclareAsync(declaration, cancellation));

            if (faults.Count > 0)
                GiveUp();

            return faults;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A bundle has become active; what no bundle names any more is dropped soon.</summary>
    public void Use(Bundle active)
    {
        var declaring = _inUse.Declaring;
        _inUse = new(active, declaring?.Digest == active.Digest ? null : declaring);
        Wake();
    }

    /// <summary>What was being declared does not become active; what nobody else names of it is dropped soon.</summary>
    public void GiveUp()
    {
        _inUse = _inUse with { Declaring = null };
        Wake();
    }

    /// <summary>Declares what is missing of the active bundle, and drops what no bundle in use names.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            await SayAsync(cancellation);
            var declared = await _declarer.ListAsync(cancellation);

            await DeclareMissingAsync(declared, cancellation);
            await DropUnnamedAsync(declared, cancellation);
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

        // The others need not wait for what this server used, to find that nobody does.
        _inUse = new(Active: null, Declaring: null);
        await TryAsync(_ => SayAsync(CancellationToken.None));

        _closing.Dispose();
        _turn.Dispose();
        _saying.Dispose();
        _woken.Dispose();
    }

    void Wake() => _woken.Release();

    async Task RepeatAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            while (true)
            {
                await PauseAsync(isWoken: work == LookAsync);
                await TryAsync(work);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    async Task PauseAsync(bool isWoken)
    {
        var pause = Task.Delay(ActivationLimits.UseInterval, _time, _closing.Token);
        if (!isWoken)
        {
            await pause;
            return;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        await Task.WhenAny(pause, _woken.WaitAsync(over.Token));
        await over.CancelAsync();
        _closing.Token.ThrowIfCancellationRequested();
    }

    async Task TryAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(_closing.Token);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (Exception failure)   // whatever it is, it must not end the looking
        {
            LogNotKept(_logger, failure);
        }
    }

    async Task SayAsync(CancellationToken cancellation)
    {
        await _saying.WaitAsync(cancellation);
        try
        {
            var digests = _inUse.All.Select(bundle => bundle.Digest).OfType<string>().Distinct().ToImmutableArray();
            if (digests.IsEmpty && !_hasSaid)
                return;

            _hasSaid = true;
            await _store.UseAsync(_server, digests, cancellation);
        }
        finally
        {
            _saying.Release();
        }
    }

    // Somebody may have dropped it, or this server was away for so long that others did.
    async Task DeclareMissingAsync(
        IReadOnlyList<DeclaredUniqueness> declared, CancellationToken cancellation)
    {
        var enforced = declared.Where(one => one.IsEnforced).Select(one => one.Declaration).ToHashSet();
        var missing = NamedKeys.Of(_inUse.Active).Where(declaration => !enforced.Contains(declaration)).ToList();
        _refusals.Retain(missing);
        Tell(missing);

        foreach (var declaration in missing.Where(declaration => !_refusals.IsHeldBack(declaration)).ToList())
        {
            var faults = await DeclareAgainAsync(declaration, cancellation);
            if (faults.Count == 0)
                missing.Remove(declaration);
            else
                _refusals.Add(declaration, faults);

            Tell(missing);
        }
    }

    void Tell(List<UniqueDeclaration> missing) => _faults =
    [
        .. missing.SelectMany(declaration => _refusals.FaultsOf(declaration) is { Count: > 0 } faults
            ? faults
            : [UniqueFaults.Missing(declaration)]),
    ];

    async Task<IReadOnlyList<ActivationFault>> DeclareAgainAsync(
        UniqueDeclaration declaration, CancellationToken cancellation)
    {
        try
        {
            var faults = await DeclareAsync(declaration, cancellation);
            foreach (var fault in faults)
                LogTwins(_logger, fault.Detail);

            return faults;
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or JournalUnavailableException))
        {
            LogNotKept(_logger, failure);       // a damaged document, say; the others are not concerned
            return [UniqueFaults.Failed(declaration)];
        }
    }

    async Task<IReadOnlyList<ActivationFault>> DeclareAsync(
        UniqueDeclaration declaration, CancellationToken cancellation)
    {
        try
        {
            var outcome = await _declarer.DeclareAsync(declaration, isOfBundle: true, progress: null, cancellation);
            return outcome is UniqueOutcome.Refused refused
                ? [.. refused.Twins.Select(twins => UniqueFaults.Of(declaration, twins))]
                : [];
        }
        catch (InvalidDataException failure)    // there are too many, or others change it all the time
        {
            return [UniqueFaults.Of(declaration, failure)];
        }
    }

    async Task DropUnnamedAsync(IReadOnlyList<DeclaredUniqueness> declared, CancellationToken cancellation)
    {
        var ofBundles = declared.Where(one => one.IsOfBundle).Select(one => one.Declaration).ToList();
        if (ofBundles.Count == 0)
            return;

        var inUse = _inUse.All.ToList();
        inUse.ForEach(_named.Know);

        var used = await _store.ListUsedAsync(cancellation);
        if (await _named.FindAsync(used, cancellation) is not { } named)
            return;     // what can't be read may name anything

        // What this server uses counts, also if it could not say so for long.
        named.UnionWith(inUse.SelectMany(NamedKeys.Of));
        foreach (var unnamed in ofBundles.Where(declaration => !named.Contains(declaration)))
        {
            if (await _declarer.DropUnnamedAsync(unnamed, used, cancellation))
                LogDropped(_logger, unnamed);
        }
    }

    [LoggerMessage(1311, LogLevel.Warning, "What is to be unique could not be looked after")]
    static partial void LogNotKept(ILogger logger, Exception failure);

    [LoggerMessage(1312, LogLevel.Error, "The active bundle wants what is not so: {Fault}")]
    static partial void LogTwins(ILogger logger, string fault);

    [LoggerMessage(1313, LogLevel.Information, "No server's bundle names {Declaration} any more: it is not unique now")]
    static partial void LogDropped(ILogger logger, UniqueDeclaration declaration);

    /// <summary>The bundles that this server uses, seen at one moment.</summary>
    sealed record BundlesInUse(Bundle? Active, Bundle? Declaring)
    {
        public IEnumerable<Bundle> All => new[] { Active, Declaring }.OfType<Bundle>();
    }
}
