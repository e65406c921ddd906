using Patchlog.Json;

namespace Patchlog.Rules.Trying;

/// <summary>Bounds on what a run is given, and on what it tells.</summary>
static class TryingLimits
{
    /// <summary>Bytes of a file of facts: as many as an artifact may have.</summary>
    public const int MaxFileBytes = 4 << 20;

    /// <summary>Firings after which a run is stopped, if the facts name no other limit.</summary>
    public const int DefaultFirings = 50;

    /// <summary>Bytes of all that happens in one run, as its account tells it.</summary>
    public const long MaxAccountBytes = 16 << 20;

    /// <summary>Bytes that the account of something takes beside its texts and values.</summary>
    public const int StepBytes = 64;

    /// <summary>Bytes of all facts at the end of a run.</summary>
    public const long MaxFactBytes = 64 << 20;

    /// <summary>What the text of a file of facts may look like.</summary>
    public static readonly JsonLimits Json = JsonLimits.Default with { MaxBytes = MaxFileBytes };
}
