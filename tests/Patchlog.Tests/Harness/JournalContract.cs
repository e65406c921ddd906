using System.Collections.Immutable;
using Patchlog.Journal;
using Patchlog.Searching;
using Xunit;

namespace Patchlog.Tests.Harness;

/// <summary>
/// What both journals promise: each test is alone in a tenant of its own of a backend's shared database.
/// </summary>
public abstract class JournalContract(Backend backend)
{
    private protected Backend Backend { get; } = backend;

    private protected IJournal Journal => Backend.Journal;

    private protected IJournalReader Reader => Backend.Journal.Reader;

    /// <summary>The tenant that only this test uses.</summary>
    private protected Tenant Tenant { get; } = NewTenant();

    /// <summary>Ends with the test run.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected static Tenant NewTenant() => Patchlog.Tenant.Trusted($"t{Guid.NewGuid():N}");

    private protected AggregateKey Key(string id, string targetName = "orders") =>
        new(Tenant, TargetName.Trusted(targetName), AggregateId.Trusted(id));

    /// <summary>The living of one type by id, behind one of them.</summary>
    private protected async Task<ImmutableArray<FoundDocument>> ListAsync(
        string targetName, AggregateId? after = null, int limit = 100) =>
        (await Reader.FindAsync(
            new(Tenant, TargetName.Trusted(targetName)), after is { } id ? new([], id) : null, limit, long.MaxValue,
            Cancellation)).Items;

    /// <summary>A random batch, without effects where the database can't be told what they do.</summary>
    private protected List<Append> ToBatch(
        RandomAppends.Step[] steps, Tenant tenant, ListJournal model, List<CommandId> used)
    {
        var batch = RandomAppends.ToBatch(steps, tenant, model, used);

        return Backend.MarkInstallation is null ? batch.ConvertAll(append => append with { Effects = [] }) : batch;
    }

    private protected async Task<AppendResult> AppendAsync(params Append[] batch) =>
        await Journal.AppendAsync(Tenant, batch, AppendFence.None, Cancellation);

    /// <summary>
    /// Appends, and tries again as a server does: on a busy machine a writer may wait for the tenant's lock longer than the
    /// database allows.
    /// </summary>
    private protected async Task<AppendResult> AppendPatientlyAsync(IJournal journal, IReadOnlyList<Append> batch)
    {
        while (true)
        {
            try
            {
                return await journal.AppendAsync(Tenant, batch, AppendFence.None, Cancellation);
            }
            catch (JournalUnavailableException failure) when (failure.Applied == Applied.No)
            {
                await Task.Yield();
            }
        }
    }

    private protected async Task<Head> FindHeadAsync() =>
        (await Reader.LoadAsync([new(Tenant, Head.Start)], [], Cancellation)).Heads[0].Head;

    private protected async Task<AggregateState> LoadAsync(AggregateKey key) =>
        (await Reader.LoadAsync([], [key], Cancellation)).States[0];
}
