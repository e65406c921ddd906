using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>A method of a route, and what answers it.</summary>
/// <param name="Method">The HTTP method; GET stands for HEAD, too.</param>
/// <param name="Operation">The id of the operation, by which traces name it.</param>
/// <param name="Access">What the caller needs to be allowed.</param>
/// <param name="Handler">Answers a request whose caller was admitted.</param>
sealed record ResourceMethod(
    string Method, string Operation, Access Access, Func<ResourceRequest, Task<Reply>> Handler)
{
    /// <summary>True if a success is an open WebSocket.</summary>
    public bool IsOfSockets => Access == Access.Connect;

    /// <summary>True if the access is that of the tenant in the path.</summary>
    public bool IsOfTenant => Access is Access.ReadTenant or Access.WriteTenant;
}
