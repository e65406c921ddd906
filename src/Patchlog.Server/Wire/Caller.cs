using System.Net;

namespace Patchlog.Server.Wire;

/// <summary>Who asks: the sender of a request, or of the frames of a WebSocket. Immutable.</summary>
/// <param name="Actor">
/// The name of the principal, kept as <c>actor</c> with its events; null for an anonymous caller.
/// </param>
/// <param name="Address">The address that the connection comes from; null if there is none.</param>
readonly record struct Caller(string? Actor, IPAddress? Address)
{
    /// <summary>The tenants that the caller may work with; null for all of them.</summary>
    public IReadOnlySet<Tenant>? Tenants { get; init; }

    /// <summary>An anonymous caller.</summary>
    public static Caller Anonymous(HttpContext context) => new(null, context.Connection.RemoteIpAddress);
}
