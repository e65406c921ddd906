using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Tests.Harness;

/// <summary>A policy that knows all callers by one name, and keeps them out of one tenant.</summary>
sealed class ClosingPolicy : IAccessPolicy
{
    volatile string? _closed;

    /// <summary>The name of all callers.</summary>
    public string Actor { get; } = Fresh.Id();

    /// <summary>The tenant that nobody may use; null for none.</summary>
    public string? Closed
    {
        get => _closed;
        set => _closed = value;
    }

    /// <inheritdoc/>
    public Caller Identify(HttpContext context) => Caller.Anonymous(context) with { Actor = Actor };

    /// <inheritdoc/>
    public bool TryAdmit(
        in Caller caller, Access access, Tenant? tenant, [NotNullWhen(false)] out Problem? problem)
    {
        problem = tenant is { Value: var name } && name == _closed
            ? new(ProblemCode.Forbidden, $"{caller.Actor} may not use tenant {name} ({access}).")
            : null;
        return problem is null;
    }
}
