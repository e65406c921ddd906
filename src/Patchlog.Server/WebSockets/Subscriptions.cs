using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Following;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>The subscriptions of one socket, by their ids. Frames come one at a time; what is sent comes in between.</summary>
sealed class Subscriptions(DocumentStore store, SendQueue sendQueue, IntakeLimits limits, ILogger logger) : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, Subscription> _open = new(StringComparer.Ordinal);
    readonly FairTurns _turns = new(sendQueue);

    // This socket among the workers of any name; and the names it is expected to come back to.
    readonly string _worker = Guid.NewGuid().ToString("N");
    readonly ConcurrentDictionary<(Tenant Tenant, string Name), bool> _rebalanced = new();

    /// <summary>Opens a subscription; a problem says why not.</summary>
    public Problem? Subscribe(JsonObject frame)
    {
        if (!SubscribeFrame.TryRead(frame, store.Epoch, out var subscribe, out var problem))
            return problem;
        if (_open.Count >= limits.MaxSubscriptionsPerConnection)
            return new(ProblemCode.TooManyRequests,
                $"A connection has at most {limits.MaxSubscriptionsPerConnection} subscriptions.");
        if (subscribe.Name is not null && _open.Values.Any(other => IsSameWork(other.Frame, subscribe)))
            return Frames.Invalid(
                $"This connection works on \"{subscribe.Name}\" already; another worker needs another connection.", "/name");
        var subscription = new Subscription(subscribe, _worker, store, sendQueue, _turns, logger);
        if (!_open.TryAdd(subscribe.Id, subscription))
            return Frames.Invalid($"The subscription \"{subscribe.Id}\" is open already on this connection.", "/id");
        if (subscribe.Name is not null)
            _rebalanced.TryRemove((subscribe.Tenant, subscribe.Name), out _);
        subscription.Start(Forget);
        return null;
    }

    /// <summary>Lets a subscription send more.</summary>
    public Problem? Grant(JsonObject frame)
    {
        if (Frames.RefuseMembers(frame, ["n"]) is { } unfit)
            return unfit;
        if (!SubscribeFrame.TryReadCount(frame, "n", isRequired: true, out var count, out var problem)
            || !TryFind(frame, out var subscription, out problem))
            return problem;
        subscription.Credit.Grant(count ?? 0);
        return null;
    }

    /// <summary>Acknowledges what a named subscription was sent.</summary>
    public async ValueTask<Problem?> CommitAsync(JsonObject frame, CancellationToken cancellation)
    {
        if (Frames.RefuseMembers(frame, ["position"]) is { } unfit)
            return unfit;
        if (!SubscribeFrame.TryReadId(frame, out var id, out var problem))
            return problem;
        if (!_open.TryGetValue(id, out var subscription))
            return Subscription.Ended(id);
        if (frame["position"] is not JsonString { Value: var text } || !FeedPosition.IsFeedPosition(text))
            return Frames.Invalid("\"position\" is a feed position, as a string.", "/position");
        if (!FeedPosition.TryParse(text, store.Epoch, out var acknowledged, out problem))
            return problem;

        if (await subscription.CommitAsync(acknowledged.Position, cancellation) is { } refusal)
            return refusal;
        sendQueue.Send(Frames.Committed(subscription.Frame.Id, acknowledged.Position));
        return null;
    }

    /// <summary>Ends a subscription; after <c>complete</c> nothing more comes of it.</summary>
    public async ValueTask<Problem?> UnsubscribeAsync(JsonObject frame)
    {
        if (Frames.RefuseMembers(frame, []) is { } unfit)
            return unfit;
        if (!TryFind(frame, out var subscription, out var problem))
            return problem;
        await subscription.DisposeAsync();
        Forget(subscription);
        sendQueue.Send(Frames.Complete(subscription.Frame.Id, problem: null));
        return null;
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

    bool TryFind(
        JsonObject frame, [NotNullWhen(true)] out Subscription? subscription,
        out Problem? problem)
    {
        subscription = null;
        if (!SubscribeFrame.TryReadId(frame, out var id, out problem))
            return false;
        if (!_open.TryGetValue(id, out subscription))
            problem = Frames.Invalid($"There is no subscription \"{id}\" on this connection.", "/id");
        return problem is null;
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
