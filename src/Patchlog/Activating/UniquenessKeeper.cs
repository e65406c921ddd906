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
    volatile Bundle? _active;
    volatile Bundle? _declaring;
    volatile bool _hasSaid;

    // What the active bundle names, and documents share: each try reads them all. Under the turn.
    readonly Dictionary<UniqueDeclaration, (long Since, TimeSpan Pause)> _refused = [];
    volatile IReadOnlyList<ActivationFault> _faults = [];

    public UniquenessKeeper(UniqueDeclarer declarer, IBundleStore store, TimeProvider time, ILogger logger)
    {
        (_declarer, _store, _time, _logger) = (declarer, store, time, logger);
        _named = new(new(store));
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
        _declaring = bundle;
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
        _active = active;
        if (_declaring?.Digest == active.Digest)
            _declaring = null;

        Wake();
    }

    /// <summary>What was being declared does not become active; what nobody else names of it is dropped soon.</summary>
    public void GiveUp()
    {
        _declaring = null;
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
        (_active, _declaring) = (null, null);
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
            var digests = new[] { _active, _declaring }.Select(bundle => bundle?.Digest).OfType<string>().Distinct()
                .ToImmutableArray();
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
        var faults = new List<ActivationFault>();
        foreach (var declaration in NamedKeys.Of(_active))
        {
            if (enforced.Contains(declaration))
                _refused.Remove(declaration);
            else if (IsHeldBack(declaration))
                faults.AddRange(_faults.Where(fault => fault.Summary == Summarize(declaration)));
            else
                faults.AddRange(await DeclareAgainAsync(declaration, cancellation));
        }

        _faults = faults;
    }

    async Task<IReadOnlyList<ActivationFault>> DeclareAgainAsync(
        UniqueDeclaration declaration, CancellationToken cancellation)
    {
        var faults = await DeclareAsync(declaration, cancellation);
        if (faults.Count == 0)
        {
            _refused.Remove(declaration);
            return faults;
        }

        var pause = ActivationLimits.Lengthen(_refused.GetValueOrDefault(declaration).Pause);
        _refused[declaration] = (_time.GetTimestamp(), pause);
        foreach (var fault in faults)
            LogTwins(_logger, fault.Detail);

        return faults;
    }

    bool IsHeldBack(UniqueDeclaration declaration) =>
        _refused.TryGetValue(declaration, out var refused) && _time.GetElapsedTime(refused.Since) < refused.Pause;

    async Task<IReadOnlyList<ActivationFault>> DeclareAsync(
        UniqueDeclaration declaration, CancellationToken cancellation)
    {
        try
        {
            var outcome = await _declarer.DeclareAsync(declaration, isOfBundle: true, progress: null, cancellation);
            return outcome is UniqueOutcome.Refused refused
                ? [.. refused.Twins.Select(twins => Explain(declaration, twins))]
                : [];
        }
        catch (InvalidDataException failure)    // there are too many, or others change it all the time
        {
            return [new($"schemas/{declaration.TargetName}.json: {failure.Message}")];
        }
    }

    async Task DropUnnamedAsync(IReadOnlyList<DeclaredUniqueness> declared, CancellationToken cancellation)
    {
        var ofBundles = declared.Where(one => one.IsOfBundle).Select(one => one.Declaration).ToList();
        if (ofBundles.Count == 0)
            return;

        var used = await _store.ListUsedAsync(cancellation);
        if (await _named.FindAsync(used, cancellation) is not { } named)
            return;     // what can't be read may name anything

        foreach (var unnamed in ofBundles.Where(declaration => !named.Contains(declaration)))
        {
            if (await _declarer.DropUnnamedAsync(unnamed, used, cancellation))
                LogDropped(_logger, unnamed);
        }
    }

    static ActivationFault Explain(UniqueDeclaration declaration, UniqueTwins twins) =>
        new(Summarize(declaration))
        {
            Tenant = twins.Tenant,
            Detail = $"{Summarize(declaration)} In tenant {twins.Tenant}, {twins.Count} documents have the same value, "
                + $"such as {string.Join(", ", twins.Ids)}.",
        };

    static string Summarize(UniqueDeclaration declaration) =>
        $"schemas/{declaration.TargetName}.json: {string.Join(" with ", declaration.Paths)} can't be unique: there are "
        + "documents with the same value. The log names them, and so does patchlog check --against.";

    [LoggerMessage(1311, LogLevel.Warning, "What is to be unique could not be looked after")]
    static partial void LogNotKept(ILogger logger, Exception failure);

    [LoggerMessage(1312, LogLevel.Error, "The active bundle wants what is not so: {Fault}")]
    static partial void LogTwins(ILogger logger, string fault);

    [LoggerMessage(1313, LogLevel.Information, "No server's bundle names {Declaration} any more: it is not unique now")]
    static partial void LogDropped(ILogger logger, UniqueDeclaration declaration);
}
