namespace Patchlog.Server.Http;

/// <summary>Bounds of what is logged of foreign origins, which anybody can make up.</summary>
static class OriginLimits
{
    /// <summary>Origins that are logged while the server runs, each once.</summary>
    public const int MaxLogged = 100;

    /// <summary>Characters of an origin in the log.</summary>
    public const int MaxLoggedLength = 200;
}
