using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Patchlog.Admission;
using Patchlog.Journal;

namespace Patchlog.Commands;

/// <summary>The appenders that have something to do, one a tenant. Thread-safe.</summary>
sealed class Appenders(
    IJournal journal, Settlement settlement, CommandLimits limits, OutageLog outages, TimeProvider time,
    Supervisor supervisor, ILogger logger) : IAsyncDisposable
{
    readonly ConcurrentDictionary<Tenant, TenantAppender> _byTenant = new();
    readonly FairGate _slots = new(new(limits.MaxParallelAppends), time);

    /// <summary>Hands a decided command to the appender of its tenant.</summary>
    public void Append(PendingCommand pending, Lane lane)
    {
        while (!_byTenant.GetOrAdd(pending.Command.Target.Tenant, static (tenant, self) => self.Open(tenant), this)
            .TryEnqueue(pending, lane))
        {
            // That appender was just closing; it leaves the table before its lock is released.
        }
    }

    /// <summary>Waits until no append is under way, and lets none begin: the journal is about to be closed.</summary>
    public async ValueTask DisposeAsync() => await _slots.CloseAsync();

    TenantAppender Open(Tenant tenant) => new(
        tenant, new(tenant, journal, limits, time, _slots, logger), settlement, limits, outages, supervisor, Close,
        logger);

    void Close(Tenant tenant, TenantAppender appender) => _byTenant.TryRemove(new(tenant, appender));
}
