using System.Diagnostics.CodeAnalysis;

namespace Patchlog.Server.Wire;

/// <summary>The policy of a server without access control: every caller is anonymous and may do everything.</summary>
sealed class OpenAccess : IAccessPolicy
{
    public Caller Identify(HttpContext context) => Caller.Anonymous(context);

    public bool TryAdmit(
        in Caller caller, Access access, Tenant? tenant, [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        return true;
    }
}
