namespace Patchlog.Processes;

/// <summary>What one tenant's processes need of this server: one turn after another. Not thread-safe.</summary>
sealed class TenantTurn
{
    readonly TenantLease _lease;
    readonly DueTimers _timers;
    readonly IssuedCommands _commands;
    readonly JournaledEvents _events;

    public TenantTurn(ProcessTools tools, Tenant tenant, Guid owner)
    {
        var store = tools.Journal.Processes;
        _lease = new(tenant, owner, store, tools.Time);
        _timers = new(tenant, store, tools.Courier, tools.Time);
        _commands = new(tenant, store, tools.Courier, tools.Patches, tools.Time);
        _events = new(tools, _lease, tenant);
    }

    /// <summary>Takes one turn: some timers, some issued commands, some events, beside one another.</summary>
    /// <param name="cancellation">Ends the turn.</param>
    /// <returns>How it went; <see cref="TurnResult.Idle"/> if another server has the tenant.</returns>
    public async Task<TurnResult> ServeAsync(CancellationToken cancellation)
    {
        if (!await _lease.TryHoldAsync(cancellation))
            return TurnResult.Idle;

        var results = await Task.WhenAll(
            _timers.ServeAsync(cancellation), _commands.ServeAsync(cancellation),
            _events.ServeAsync(cancellation));
        var result = results.Max();
        await _lease.WriteAsync(isUrgent: result != TurnResult.HasMore, cancellation);

        return result;
    }

    /// <summary>Lets another server have the tenant at once.</summary>
    public Task ReleaseAsync(CancellationToken cancellation) => _lease.ReleaseAsync(cancellation);
}
