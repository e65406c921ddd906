namespace Patchlog.Deciding.BusinessRules;

/// <summary>Bounds of what rules say of one command.</summary>
static class VerdictLimits
{
    /// <summary>Rejections that are told; the problem says how many more there were.</summary>
    public const int MaxRejections = 50;

    /// <summary>Characters of the message of a rejection; what is longer is cut.</summary>
    public const int MaxTextLength = 1_000;

    /// <summary>Bytes of what a trace tells of facts and rules.</summary>
    public const long MaxTraceBytes = 64 << 10;

    /// <summary>Lines that rules may write to the log.</summary>
    public const int MaxLogLines = 100;

    /// <summary>How deep emitted data, and what a trace shows, may be nested: it is put into something else.</summary>
    public const int MaxDepth = 200;

    /// <summary>Firings of which a trace that has no room left still tells the names.</summary>
    public const int MaxTracedNames = 100;

    /// <summary>Bytes of business data that rules add to an event.</summary>
    public const long MaxEmittedBytes = 1 << 20;
}
