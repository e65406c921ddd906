using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Patchlog.Journal;

namespace Patchlog.Commands;

/// <summary>The appenders that have something to do, one a tenant. Thread-safe.</summary>
sealed class Appenders(
    IJournal journal, Settlement settlement, CommandLimits limits, TimeProvider time, Supervisor supervisor,
    ILogger logger) : IAsyncDisposable
{
    readonly ConcurrentDictionary<Tenant, TenantAppender> _byTenant = new();
    readonly SemaphoreSlim _slots = new(limits.MaxParallelAppends);

    /// <summary>Hands a decided command to the appender of its tenant.</summary>
    public void Append(PendingCommand pending, Lane lane)
    {
        while (!_byTenant.GetOrAdd(pending.Command.Target.Tenant, static (tenant, self) => self.Open(tenant), this)
            .TryEnqueue(pending, lane))
        {
            // That appender was just closing; it leaves the table before its lock is released.
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _slots.Dispose();
        return ValueTask.CompletedTask;
    }

    TenantAppender Open(Tenant tenant) =>
        new(tenant, journal, settlement, limits, time, _slots, supervisor, Close, logger);

    void Close(Tenant tenant, TenantAppender appender) => _byTenant.TryRemove(new(tenant, appender));
}
