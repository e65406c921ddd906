using Microsoft.Extensions.Logging;
using Patchlog.Activating;
using Patchlog.Commands;
using Patchlog.Explaining;
using Patchlog.Journal;
using Patchlog.Processes;
using Patchlog.Publishing;
using Patchlog.Queries;

namespace Patchlog;

/// <summary>
/// An event-sourced store of JSON documents: the kernel's one door. Commands go in, documents and their history come
/// out; where they are kept is the address's affair. Thread-safe; one per process and database.
/// </summary>
public sealed class DocumentStore : IAsyncDisposable
{
    readonly Kernel _kernel;

    DocumentStore(Kernel kernel) => _kernel = kernel;

    /// <summary>The reads of single documents.</summary>
    public Documents Documents => _kernel.Documents;

    /// <summary>Why commands have done what they did.</summary>
    public Explainer Explainer => _kernel.Explainer;

    /// <summary>The searches.</summary>
    public Collections Collections => _kernel.Collections;

    /// <summary>The instances of processes.</summary>
    public Instances Instances => _kernel.Instances;

    /// <summary>Moves instances of processes to another definition.</summary>
    public InstanceMigration InstanceMigration => _kernel.InstanceMigration;

    /// <summary>The events of each tenant, in order, as they come.</summary>
    public Feed Feed => _kernel.Feed;

    /// <summary>Subscriptions to them whose acknowledged position the server keeps.</summary>
    public DurableSubscriptions DurableSubscriptions => _kernel.DurableSubscriptions;

    /// <summary>What operators do with the database.</summary>
    public Maintenance Maintenance => _kernel.Maintenance;

    /// <summary>The bundle that decides, and how it came to do so.</summary>
    public BundleStatus Bundle => _kernel.Activation.Status;

    /// <summary>The random id of the database's numbering: positions of another epoch mean nothing here.</summary>
    public Guid Epoch => _kernel.Journal.Epoch;

    /// <summary>What the database has, for tests.</summary>
    internal IJournal Journal => _kernel.Journal;

    /// <summary>Connects to a database, and brings its tables to this version.</summary>
    /// <param name="address">The database.</param>
    /// <param name="options">The bounds of the store.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">The log.</param>
    /// <param name="cancellation">Stops the attempt.</param>
    /// <exception cref="JournalUnavailableException">
    /// The database can't be reached, or another server has it.
    /// </exception>
    /// <exception cref="InvalidDataException">The database does not fit this program.</exception>
    public static async Task<DocumentStore> OpenAsync(
        DatabaseAddress address, DocumentStoreOptions options, TimeProvider time, ILoggerFactory logs,
        CancellationToken cancellation) =>
        new(new Kernel(
            await JournalOpener.OpenAsync(address, time, logs.CreateLogger("Patchlog.Journal"), cancellation),
            options, time, logs));

    /// <inheritdoc cref="BundleActivation.StartAsync"/>
    public Task StartBundlesAsync(CancellationToken cancellation) => _kernel.Activation.StartAsync(cancellation);

    /// <summary>
    /// Lets processes run: fires their timers, sends what they have issued, and feeds them with events. Once, and after
    /// the bundles; a store that never does so, such as that of an operator's command, leaves them as they are.
    /// </summary>
    public void StartProcesses() => _kernel.Processes.Start();

    /// <inheritdoc cref="CommandExecutor.SubmitAsync"/>
    public ValueTask<Task<Outcome>> SubmitAsync(Command command, CancellationToken cancellation) =>
        _kernel.Executor.SubmitAsync(command, cancellation);

    /// <summary>All tenants that ever had an event, by name in ordinal order.</summary>
    public async Task<IReadOnlyList<Tenant>> ListTenantsAsync(CancellationToken cancellation) =>
        await _kernel.Journal.Reader.ListTenantsAsync(cancellation);

    /// <summary>The position of the tenant's last event.</summary>
    public Task<Position> FindHeadAsync(Tenant tenant, CancellationToken cancellation) =>
        _kernel.Journal.Reader.FindHeadAsync(tenant, cancellation);

    /// <summary>The time by the clock that gives events theirs, as far as this server knows it.</summary>
    public DateTimeOffset Now => _kernel.Journal.Now;

    /// <summary>Finds out whether the database takes writes, as of at most a second ago.</summary>
    /// <exception cref="JournalUnavailableException">It does not.</exception>
    public Task ProbeAsync(CancellationToken cancellation) => _kernel.Probe.AskAsync(cancellation);

    /// <summary>Waits until every command under way is answered, but at most <paramref name="patience"/>.</summary>
    public Task DrainAsync(TimeSpan patience) => _kernel.Executor.DrainAsync(patience);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _kernel.DisposeAsync();
}
