using System.Net;
using Microsoft.AspNetCore.Connections.Features;

namespace Patchlog.Server.Wire;

/// <summary>Who asks: the sender of a request, or of the frames of a WebSocket. Immutable.</summary>
/// <param name="Actor">
/// The name of the principal, kept as <c>actor</c> with its events; null for an anonymous caller.
/// </param>
/// <param name="Address">The address that the connection comes from; null if there is none.</param>
readonly record struct Caller(string? Actor, IPAddress? Address)
{
    /// <summary>The connection: what it asks for shares its turns.</summary>
    public Sender? Sender { get; init; }

    /// <summary>The tenants that the caller may work with; null for all of them.</summary>
    public IReadOnlySet<Tenant>? Tenants { get; init; }

    /// <summary>An anonymous caller.</summary>
    public static Caller Anonymous(HttpContext context) =>
        new(null, context.Connection.RemoteIpAddress) { Sender = SenderOf(context) };

    // The requests of one connection are those of one sender.
    static Sender SenderOf(HttpContext context)
    {
        if (context.Features.Get<IConnectionItemsFeature>() is not { Items: var items })
            return new();

        if (items.TryGetValue(typeof(Sender), out var known) && known is Sender sender)
            return sender;

        lock (items)
        {
            if (items.TryGetValue(typeof(Sender), out known) && known is Sender other)
                return other;

            var made = new Sender();
            items[typeof(Sender)] = made;

            return made;
        }
    }
}
