using Microsoft.Extensions.Logging;
using Patchlog.Activating;
using Patchlog.Bundles;
using Patchlog.Commands;
using Patchlog.Deciding;
using Patchlog.Deciding.Handlers;
using Patchlog.Explaining;
using Patchlog.Journal;
using Patchlog.Processes;
using Patchlog.Publishing;
using Patchlog.Queries;
using Patchlog.Repairing;
using Patchlog.States;

namespace Patchlog;

/// <summary>
/// Composes the folders, in the order in which a command passes them, and stops what runs in the background in the
/// reverse order. One per process and database.
/// </summary>
sealed class Kernel : IAsyncDisposable
{
    // What runs in the background, in the order of its start.
    readonly List<IAsyncDisposable> _services = [];

    public Kernel(IJournal opened, DocumentStoreOptions options, TimeProvider time, ILoggerFactory logs)
    {
        var (commandLog, feedLog) = (logs.CreateLogger("Patchlog.Commands"), logs.CreateLogger("Patchlog.Publishing"));
        _services.Add(opened);

        var journalLog = logs.CreateLogger("Patchlog.Journal");
        Availability = new(journalLog);
        var epochs = Started(new EpochKeeper(opened, options.Feed, time, Availability, feedLog));
        var damage = new DamageLog(time, journalLog);
        Feed = Started(new Feed(
            opened.Feed, () => opened.Epoch, epochs.ReportLoss, damage, options.Feed, time, feedLog));
        epochs.Changed += (_, _) => Feed.EndReaders();
        DurableSubscriptions = new(opened.DurableSubscriptions, Feed, options.Feed, time, feedLog);
        Journal = new PublishingJournal(
            opened, Feed, damage, (tenant, hasEffects) =>
            {
                Availability.ReportThere();
                Processes?.Wake(tenant, hasEffects);
            });

        var cache = new StateCache(options.Commands.MaxCacheBytes);
        var loader = new StateLoader(Journal.Reader, cache, epochs.ReportLoss, time);
        var supervisor = Supervisor.OnThreadPool(commandLog);
        var pool = Started(new DecisionPool(options.Commands.DecisionThreads, time));

        var bundles = new ActiveBundle(options.Bundles is null ? Bundle.Empty : null);
        var decider = new Decider(options.Patches, options.ValidatesPayloads);
        var reads = new ReadSetLoader(cache, loader, HandlerLimits.MaxReadBytes, time);
        var known = new KnownBundles(bundles, new(Journal.Bundles));
        var outages = new OutageLog(time, commandLog);
        var decisions = new DecisionStep(
            cache, loader, bundles, decider, new(decider, pool, reads, known.FindAsync, time), options.Commands,
            outages, time, commandLog);

        // It says that nothing is used any more when all is written that was decided.
        var bundleLog = logs.CreateLogger("Patchlog.Bundles");
        var unique = Started(new UniquenessKeeper(
            new(Journal.UniqueKeys, Journal.Reader), Journal.Bundles, time, bundleLog));

        var settlement = new Settlement(cache, Journal.Reader, epochs.ReportLoss, supervisor, commandLog);
        var appenders = Started(new Appenders(
            Journal, settlement, options.Commands, outages, time, supervisor, commandLog));
        Executor = new(decisions, appenders.Append, cache.Forget, supervisor, options.Commands, time);
        Activation = Started(new BundleActivation(
            options.Bundles, bundles, new(Journal.Bundles), new(Executor, loader, time), unique, supervisor, time,
            bundleLog));

        var processLog = logs.CreateLogger("Patchlog.Processes");
        Processes = Started(new ProcessEngine(new(
            Journal, known, pool, new(Executor, time, processLog), options.Patches, time, processLog)));

        Instances = new(Journal, loader, known, bundles);
        Documents = new(Journal.Reader, loader, cache);
        Explainer = new(
            Journal.Reader, known, pool, options.ValidatesPayloads, time);
        Collections = new(Journal.Reader);
        InstanceMigration = new(Executor, Collections, bundles, time);
        Maintenance = new(Journal, new StateRepair(Journal), cache);
        Probe = new(Journal, time);
    }

    public IJournal Journal { get; }

    public WriteProbe Probe { get; }

    public AvailabilityLog Availability { get; }

    public CommandExecutor Executor { get; }

    public BundleActivation Activation { get; }

    public ProcessEngine Processes { get; }

    public Instances Instances { get; }

    public InstanceMigration InstanceMigration { get; }

    public Feed Feed { get; }

    public DurableSubscriptions DurableSubscriptions { get; }

    public Documents Documents { get; }

    public Explainer Explainer { get; }

    public Collections Collections { get; }

    public Maintenance Maintenance { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var service in Enumerable.Reverse(_services))
            await service.DisposeAsync();
    }

    T Started<T>(T service)
        where T : IAsyncDisposable
    {
        _services.Add(service);
        return service;
    }
}
