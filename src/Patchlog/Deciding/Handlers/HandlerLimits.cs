using Patchlog.Scripting;

namespace Patchlog.Deciding.Handlers;

/// <summary>Bounds of one call of a handler.</summary>
static class HandlerLimits
{
    /// <summary>Events that one call may return: as many as a journal takes of one command.</summary>
    public const int MaxEvents = 64;

    /// <summary>Other aggregates that a decision may rest on.</summary>
    public const int MaxReads = 16;

    /// <summary>Bytes of their documents; as many as are loaded for one decision.</summary>
    public const long MaxReadBytes = 1 << 20;

    /// <summary>Elements of the array that names them: one may come twice.</summary>
    public const int MaxNamedReads = 64;

    /// <summary>Lines that one call may write to the log.</summary>
    public const int MaxLogLines = 100;

    /// <summary>Characters of such a line, and of the message of a rejection; what is longer is cut.</summary>
    public const int MaxTextLength = 1_000;

    /// <summary>What the script itself may take.</summary>
    public static ScriptLimits Script { get; } = new()
    {
        MaxStatements = 1_000_000,
        MaxTime = TimeSpan.FromSeconds(2),
        MaxAllocatedBytes = 64 << 20,
        AllowsBigInt = false,
        AllowsPromises = false,
    };
}
