namespace Patchlog.Server.Wire;

/// <summary>
/// What a caller needs to be allowed: each row of the table of routes and of the table of frames names one of these.
/// </summary>
enum Access
{
    /// <summary>Nothing: health, contracts and pages are open to everybody.</summary>
    Open,

    /// <summary>Opening a WebSocket. Each frame on it has an access of its own.</summary>
    Connect,

    /// <summary>Reading the documents and events of the tenant that the request names.</summary>
    ReadTenant,

    /// <summary>Sending commands to the tenant that the request names.</summary>
    WriteTenant,
}
