namespace Patchlog;

/// <summary>Who named the aggregate of a command.</summary>
public enum TargetOrigin
{
    /// <summary>The sender.</summary>
    Sender,

    /// <summary>Nobody: the id was generated when the command came in.</summary>
    Generated,

    /// <summary>The handler that decides the command, because the sender named none.</summary>
    Handler,
}
