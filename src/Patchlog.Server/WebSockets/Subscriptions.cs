using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>The subscriptions of one socket, by their ids. Frames come one at a time; what is sent comes in between.</summary>
sealed class Subscriptions(DocumentStore store, Outbox outbox, IntakeLimits limits) : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, Subscription> _open = new(StringComparer.Ordinal);
    readonly Turns _turns = new(outbox);

    /// <summary>Opens a subscription; a problem says why not.</summary>
    public Problem? Subscribe(JsonObject frame)
    {
        if (!SubscribeFrame.TryRead(frame, store.Epoch, out var subscribe, out var problem))
            return problem;
        if (_open.Count >= limits.MaxSubscriptionsPerConnection)
            return new(ProblemCode.TooManyRequests,
                $"A connection has at most {limits.MaxSubscriptionsPerConnection} subscriptions.");
        var subscription = new Subscription(subscribe, store, outbox, _turns);
        if (!_open.TryAdd(subscribe.Id, subscription))
            return Frames.Invalid($"The subscription \"{subscribe.Id}\" is open already on this connection.", "/id");
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

    /// <summary>Ends a subscription; after <c>complete</c> nothing more comes of it.</summary>
    public async ValueTask<Problem?> UnsubscribeAsync(JsonObject frame)
    {
        if (Frames.RefuseMembers(frame, []) is { } unfit)
            return unfit;
        if (!TryFind(frame, out var subscription, out var problem))
            return problem;
        await subscription.DisposeAsync();
        Forget(subscription);
        outbox.Send(Frames.Complete(subscription.Id, problem: null));
        return null;
    }

    /// <summary>Ends all of them.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var subscription in _open.Values)
            await subscription.DisposeAsync();
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

    void Forget(Subscription subscription) => _open.TryRemove(new(subscription.Id, subscription));
}
