using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>
/// The open subscriptions of one socket, by their ids. Frames come one at a time; subscriptions send and end at any
/// time.
/// </summary>
/// <param name="store">Has the events.</param>
/// <param name="sendQueue">Takes the messages of the subscriptions.</param>
/// <param name="outgoing">Holds the memory of their messages.</param>
/// <param name="limits">The bound of their number.</param>
/// <param name="logger">Takes failures.</param>
sealed class Subscriptions(
    DocumentStore store, SendQueue sendQueue, MemoryAccount outgoing, IntakeLimits limits, ILogger logger)
    : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, Subscription> _open = new(StringComparer.Ordinal);
    readonly FairTurns _turns = new(sendQueue, outgoing);

    // This socket among the workers of a durable subscription; and the subscriptions that it is expected to join again.
    readonly string _worker = Guid.NewGuid().ToString("N");
    readonly ConcurrentDictionary<(Tenant Tenant, string Name), bool> _rebalanced = new();

    /// <summary>Opens a subscription.</summary>
    public bool TryOpen(SubscribeFrame subscribe, [NotNullWhen(false)] out Problem? problem)
    {
        if (_open.Count >= limits.MaxSubscriptionsPerConnection)
        {
            problem = new(ProblemCode.TooManyRequests,
                $"A connection has at most {limits.MaxSubscriptionsPerConnection} subscriptions.");
            return false;
        }

        if (subscribe.Name is not null && _open.Values.Any(other => IsSameWork(other.Frame, subscribe)))
        {
            problem = ClientFrame.Invalid(
                $"This connection works on \"{subscribe.Name}\" already; another worker needs another connection.",
                "/name");
            return false;
        }

        var subscription = new Subscription(subscribe, _worker, store, sendQueue, _turns, logger);
        if (!_open.TryAdd(subscribe.Id, subscription))
        {
            problem = ClientFrame.Invalid(
                $"The subscription \"{subscribe.Id}\" is open already on this connection.", "/id");
            return false;
        }

        if (subscribe.Name is not null)
            _rebalanced.TryRemove((subscribe.Tenant, subscribe.Name), out _);

        subscription.Start(Forget);
        problem = null;

        return true;
    }

    /// <summary>Finds an open subscription.</summary>
    public bool TryFind(string id, [NotNullWhen(true)] out Subscription? subscription) =>
        _open.TryGetValue(id, out subscription);

    /// <summary>The problem of an id without an open subscription.</summary>
    public static Problem Unknown(string id) =>
        ClientFrame.Invalid($"There is no subscription \"{id}\" on this connection.", "/id");

    /// <summary>Ends a subscription; when that is done, it sends nothing more.</summary>
    public async ValueTask EndAsync(Subscription subscription)
    {
        await subscription.DisposeAsync();
        Forget(subscription);
    }

    /// <summary>Ends all of them.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var subscription in _open.Values)
            await subscription.DisposeAsync();

        foreach (var (tenant, name) in _rebalanced.Keys)
            await store.DurableSubscriptions.LeaveAsync(tenant, name, _worker);

        _turns.Dispose();
    }

    void Forget(Subscription subscription)
    {
        var frame = subscription.Frame;
        if (subscription.IsRebalanced && frame.Name is not null)
            _rebalanced[(frame.Tenant, frame.Name)] = true;

        _open.TryRemove(new(frame.Id, subscription));
    }

    static bool IsSameWork(SubscribeFrame one, SubscribeFrame other) =>
        one.Name == other.Name && one.Tenant == other.Tenant;
}
