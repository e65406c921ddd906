namespace Patchlog.Server.Contracts;

/// <summary>Who sends a frame.</summary>
enum Sender
{
    /// <summary>The client.</summary>
    Client,

    /// <summary>The server.</summary>
    Server,
}
