using System.Diagnostics.CodeAnalysis;

namespace Patchlog.Server.Wire;

/// <summary>
/// Names the caller of a request and says what it may do. The table of routes asks it before a handler runs, and the
/// table of frames before a command or a tenant leaves its frame. Thread-safe.
/// </summary>
interface IAccessPolicy
{
    /// <summary>
    /// Names the caller of a request; for a WebSocket, of all its frames. A caller that can't be named is anonymous:
    /// <see cref="TryAdmit"/> refuses it where that matters.
    /// </summary>
    /// <param name="context">The request, with its headers and its connection.</param>
    Caller Identify(HttpContext context);

    /// <summary>Admits a caller, or answers with the problem that the caller is told.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="access">What the route or the frame needs.</param>
    /// <param name="tenant">The tenant that it needs it for; null where the access is bound to none.</param>
    /// <param name="problem">Why the caller is not admitted; null if it is.</param>
    bool TryAdmit(in Caller caller, Access access, Tenant? tenant, [NotNullWhen(false)] out Problem? problem);
}
